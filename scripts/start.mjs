/** `npm start`: installs, builds and serves the built site and the practice endpoints. */
import { installPackages, runUntilStopped } from './setup.mjs';

installPackages();
runUntilStopped('node', ['scripts/serve.ts']);
