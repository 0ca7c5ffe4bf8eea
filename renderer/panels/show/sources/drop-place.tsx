/** Takes files that are dropped on the sources: pictures, films and sounds become sources of the scene. */
import { useState, type DragEvent, type ReactNode } from 'react';
import { addFiles } from '../../../store/show/acts/add-acts.ts';

/** A place to drop files on. */
export function DropPlace({ children }: { readonly children: ReactNode }) {
  const [isOver, setIsOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    const paths = [...event.dataTransfer.files].map((file) => window.studio.pathOf(file)).filter((path) => path !== '');
    void addFiles(paths);
  };
  return (
    // Dropping has another way: Picture and Media in the dialog of new sources.
    <div
      className={isOver ? 'drop-place drop-over' : 'drop-place'}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      {children}
    </div>
  );
}
