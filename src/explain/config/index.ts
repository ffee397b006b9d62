/** The readers of configs, one for each language. They are loaded when a text is read. Pure. */
import { apacheReader } from './apache/index.ts';
import { haproxyReader } from './haproxy/index.ts';
import { nginxReader } from './nginx/index.ts';
import type { ConfigReader } from './rule.ts';

/** All readers of configs. */
export const configReaders: readonly ConfigReader[] = [nginxReader, apacheReader, haproxyReader];
