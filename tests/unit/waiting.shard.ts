import { runFiles, shards } from './support/shard.ts';

runFiles(shards.waiting);
