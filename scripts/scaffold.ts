/** What the files of a new entry hold: all that is required, with words in the place of what only its author knows. */
import { pageFileOf, signsFileOf, type Kind } from '../src/knowledge/kinds.ts';

/** A kind of entry that can be begun. */
export interface Scaffold {
  /** Path from the project's root → text. */
  files: (slug: string) => Record<string, string>;
  /** What to do next. */
  next: (slug: string) => string;
}

const today = new Date().toISOString().slice(0, 10);
const source = `sources:
  - id: rfc-6455
    title: The document and its section
    url: https://www.rfc-editor.org/rfc/rfc6455
    read: "${today}"`;

/** The words of drafts that their author must replace, as far as they are the same in each; what still has them is not finished. */
export const placeholders = [
  'The cause as a short statement',
  'What is wrong and what cures it, in one sentence.',
  'The exact text, with <placeholders> for what varies',
  'The document and its section',
  'What to change, and where. With a case, write',
  'What to do, and which outcome points to which of the two.',
  'What somebody with this cause pastes or types; at least 25',
  'What a whole report looks like.',
  'What its reporter asks',
  'What is broken, in a few words',
  'The text in its general form',
  'What the text says, and what it does not, in one sentence.',
  'The sign that points to this cause among the others.',
  'The check that separates the causes.',
  'The task, in the words in which it is searched for',
  'How it is done, in one sentence.',
  'The sentence as people repeat it',
  'What is true instead, in one sentence.',
  'Short, with the reason why people believe it.',
  'The case that takes the advice alone and still fails, and what really cures it.',
  "The vendor's spelling",
  'Whether it carries WebSockets, from which version, and what must be switched on.',
  "The vendor's name of the setting",
  'How to see what it did.',
];

/** A sentence for each file that still has words of its draft; it names them and their lines. */
export function unfinished(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([file, text]) => {
    const left = text.split('\n').flatMap((line, index) => {
      const words = line.trim() === 'Short.' ? 'Short.' : placeholders.find((each) => line.includes(each));
      return words === undefined ? [] : `line ${index + 1} “${words}”`;
    });
    return left.length === 0
      ? []
      : [`${file}: it still has words of its draft; write your own in their place: ${left.join(', ')}.`];
  });
}

/** Kind of entry → how one is begun. A reference table is too rare to need it. */
export const scaffolds: Readonly<Record<Exclude<Kind, 'reference'>, Scaffold>> = {
  cause: {
    files: (slug) => ({
      [pageFileOf('cause', slug)]: `---
slug: ${slug}
title: The cause as a short statement
answer: What is wrong and what cures it, in one sentence.
covers: []
layer: proxy
seeing:
  - stack: chromium
    where: console
    text: "The exact text, with <placeholders> for what varies"
${source}
---

## Confirm it

<Command run={\`curl -i --http1.1 --max-time 5 {handshake} https://app.example/ws\`} expect="HTTP/1.1 101 Switching Protocols" />

## Fix it

<Fix stack="nginx" source="rfc-6455">

What to change, and where. With a case, write case="its-slug" in the place of source.

</Fix>

## Why it works

Short.
`,
      [signsFileOf(slug)]: signsOfCause,
    }),
    next: (slug) =>
      `Then complete the signs and wordings beside it; src/diagnosis/questions.ts has the ids of answers. Make a case: npm run new -- case <stack>-${slug}. Print where reports are placed: npm run field.`,
  },
  case: {
    files: (slug) => ({
      [`content/cases/${slug}/case.yaml`]: `slug: ${slug}
title: What is broken, in a few words
cause: proxy-missing-upgrade-headers
stack: nginx
proxy: nginx
backend: ws-standalone
files: { broken: broken.conf, fixed: fixed.conf }
language: nginx
observe: { echo: 11 }
broken: { status: 426, socket: never opens, closeCode: 1006 }
fixed: { status: 101, socket: held }
`,
      [`content/cases/${slug}/broken.conf`]: config(''),
      [`content/cases/${slug}/fixed.conf`]: config(`
            proxy_http_version 1.1;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection "upgrade";`),
    }),
    next: (slug) =>
      `It is nginx without the Upgrade headers: write your own title, cause, files and expectations. Then run it, record what it shows, and take its fix apart: npm run lab -- ${slug} --record, and the same with --mutants. Where Debian unstable has another version, record that too: --generation current --record.`,
  },
  message: {
    files: (slug) => ({
      [pageFileOf('message', slug)]: `---
slug: ${slug}
title: The text in its general form
answer: What the text says, and what it does not, in one sentence.
texts:
  - stack: chromium
    where: console
    text: "The exact text, with <placeholders> for what varies"
causes:
  - cause: proxy-missing-upgrade-headers
    when: The sign that points to this cause among the others.
says:
  symptom: never-opens
${source}
---

## What it says

Short.

## Find the cause

The check that separates the causes.
`,
    }),
    next: (slug) =>
      `Then name it where its causes are seen: message: ${slug} under "seeing" in content/causes/. A test checks that each wording finds this page.`,
  },
  guide: {
    files: (slug) => ({
      [pageFileOf('guide', slug)]: `---
slug: ${slug}
title: The task, in the words in which it is searched for
answer: How it is done, in one sentence.
causes:
  - proxy-missing-upgrade-headers
${source}
---

## The first step

Short.
`,
    }),
    next: (slug) =>
      `Then link to it where a reader needs it: <See guide="${slug}" />. Code that it shows comes from a case.`,
  },
  claim: {
    files: (slug) => ({
      [pageFileOf('claim', slug)]: `---
slug: ${slug}
title: "The sentence as people repeat it"
verdict: wrong
answer: What is true instead, in one sentence.
instead:
  - proxy-missing-upgrade-headers
cases:
  - nginx-no-upgrade-headers
${source}
---

## What happens instead

Short, with the reason why people believe it.

## How it was tried

The case that takes the advice alone and still fails, and what really cures it.
`,
    }),
    next: (slug) =>
      `Then name the cases that decide it, or the reason why none can run (notRun), and link to it where it is met: <See claim="${slug}" />.`,
  },
  stack: {
    files: (slug) => ({
      [pageFileOf('stack', slug)]: `---
slug: ${slug}
name: The vendor's spelling
kind: proxy
carries: "yes"
answer: Whether it carries WebSockets, from which version, and what must be switched on.
limits:
  - name: The vendor's name of the setting
    kind: idle
    value: 60
    unit: s
    source: rfc-6455
see: How to see what it did.
${source}
---

## Switch it on

Short.
`,
    }),
    next: (slug) => `Then give it a fix on the causes that it concerns: <Fix stack="${slug}" …>.`,
  },
};

const signsOfCause = `# How this cause is found: signs, wordings and examples. src/knowledge/schemas/cause.ts says what each field is.
frequency: rarely
# The check names the questions that every cause must mention; most causes mention twenty.
signs:
  symptom: { typical: [never-opens], possible: [one-place], impossible: [drops, messages] }
apart:
  - cause: proxy-missing-upgrade-headers
    check: "What to do, and which outcome points to which of the two."
wordings:
  - "What somebody with this cause pastes or types; at least 25, in your own words"
examples:
  - report: "What a whole report looks like."
    asks: "What its reporter asks"
    answers: { symptom: never-opens }
`;

function config(lines: string): string {
  return `events {}

http {
    access_log off;

    upstream app {
        server 127.0.0.1:3000;
    }

    server {
        listen 127.0.0.1:8080;
        server_name app.example;

        # not101: show
        location /ws {
            proxy_pass http://app;${lines}
        }
        # not101: end
    }
}
`;
}
