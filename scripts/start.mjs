/** `npm start`: installs, builds and serves the built site and the practice endpoints. */
import { installPackages, run } from './setup.mjs';

installPackages();
process.exit(run('node', ['scripts/serve.ts']).status ?? 1);
