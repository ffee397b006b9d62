/** `npm run new -- cause <slug>`: makes the files of a new cause, case, message, stack, claim or guide, with what is required in them. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { slugSchema } from '../src/knowledge/schemas.ts';
import { endWith, givenTo } from './arguments.ts';
import { scaffolds, type Scaffold } from './scaffold.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

const usage = `npm run new -- ${Object.keys(scaffolds).join('|')} <slug>`;
const {
  words: [kind = '', slug = ''],
} = givenTo({ usage, least: 2 });
const chosen = (scaffolds as Readonly<Record<string, Scaffold | undefined>>)[kind];
if (!chosen) endWith(`Found "${kind}", which is not a kind of entry. Expected ${usage}`);
if (!slugSchema.safeParse(slug).success)
  endWith(
    `Found "${slug}", which is not a slug. Expected lower-case words joined by hyphens, such as "proxy-idle-timeout".`,
  );
const files = Object.entries(chosen.files(slug));
for (const [file] of files)
  if (existsSync(join(root, file)))
    endWith(`Found ${file}, which exists already. Expected a new slug; nothing was written.`);
for (const [file, text] of files) {
  mkdirSync(join(root, file, '..'), { recursive: true });
  writeFileSync(join(root, file), text);
  console.log(`Wrote ${file}`);
}
console.log(chosen.next(slug));
console.log('npm run dev shows it as a draft; npm run check:content says all that is still missing.');
