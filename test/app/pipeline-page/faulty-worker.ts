/** The Media Worker with a planted fault. */
import './plant-fault.ts';
import '../../../renderer/media/media-worker.ts';
