import { runFiles, together } from './support/shard.ts';

runFiles(together);
