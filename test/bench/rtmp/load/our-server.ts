/** Our server with nothing around it: `node our-server.ts PORT`. */
import { startServer } from '../../../../electron/rtmp/ingest/server.ts';

await startServer({ port: Number(process.argv[2]) });
