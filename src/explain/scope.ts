/**
 * Where, for whom and since when something fails, as people write it in plain words: "works locally", "only in Firefox",
 * "since we moved". Each pattern is written from the words of an answer. Pure. Every gap in a pattern is bounded and so is
 * a sentence, so the work stays linear in the text.
 */
import type { Fact, Facts } from '../diagnosis/facts.ts';
import { fact } from '../diagnosis/facts.ts';
import type { AnswerId, QuestionId } from '../diagnosis/questions.ts';
import type { Span } from './finding.ts';

/** A sentence that says for whom, where or since when it fails. */
export interface ScopeSaid {
  /** Where the words stand in the text. */
  span: Span;
  facts: Facts;
}

interface Rule {
  facts: Facts;
  /** Words that say it; if there are several patterns, each must be in the sentence. */
  says: readonly RegExp[];
  /** Words with which the sentence says something else. */
  unless?: RegExp;
}

const said = <Id extends QuestionId>(question: Id, answer: AnswerId<Id>): Fact =>
  fact(question, answer, 'paste');

/** Parts of patterns. */
const words = {
  works:
    "(?:works?|worked|working|connects?|opens|succeeds?|passes|(?:is|are|was|runs?|ran|all) (?:fine|ok|okay|good|healthy)|behaves|gets? (?:a )?101|(?:it|that)[’']s fine|no (?:problems?|issues?|trouble))",
  fails:
    "(?:fails?|failed|failing|breaks?|broken?|dies|hangs?|refuse[sd]?|times out|disconnects?|(?:does|do|did|is|are|will|wo|can|could)(?: ?not|n[’']?t) (?:work|connect|open|working|get|reach)\\w{0,3}|cannot (?:connect|open)|never (?:works|connects|opens)|but not|not (?:in|on|with|over|through|when|from|via|behind))",
  browser: '(?:chrome|chromium|firefox|safari|ms edge|microsoft edge|edge|opera|brave|internet explorer)',
  proxy:
    '(?:(?:reverse |the |our |my |an? |any )*(?:prox(?:y|ies)|load[ -]?balancer|nginx|apache|haproxy|traefik|caddy|ingress|gateway|cdn|cloudflare))',
  direct:
    '(?:directly|direct (?:connections?|access)|straight to|bypass\\w{0,3}|port-forward\\w{0,3}|without <proxy>)',
  servers:
    '(?:replicas?|servers?|instances?|pods?|workers?|processes|process|nodes?|machines?|containers?|tasks)',
  several: '(?:two|three|four|five|six|eight|ten|several|multiple|many|more than one|[2-9]|[1-9]\\d{1,2})',
  program: '(?:curl|wscat|websocat|postman|insomnia)',
  office: '(?:office|work|company|corporate|school|university|campus|hotel|hospital|enterprise)',
  updating: '(?:updat(?:ed?|ing)|upgrad(?:ed?|ing)|downgrad(?:ed?|ing)|new versions? of|newer)',
  version: 'v?\\d{1,3}\\.\\d{1,4}(?:\\.\\d{1,4})?',
} as const;

/** The source of a pattern in which `<name>` stands for a part. */
const whole = (source: string): string =>
  source.replace(/<(\w{1,20})>/g, (_, name: keyof typeof words) => whole(words[name]));

const pattern = (source: string) => new RegExp(whole(source), 'i');

const rule = (facts: Facts, says: string | readonly string[], unless?: string): Rule => ({
  facts,
  says: [says].flat().map(pattern),
  ...(unless !== undefined && { unless: pattern(unless) }),
});

const oneBrowser = [said('works-where', 'one-browser'), said('for-whom', 'some-browsers')];
const http1 = [said('http2', 'works'), said('works-where', 'http1')];
const past = [said('works-where', 'past-proxy'), said('direct', '101')];
const network = [said('works-where', 'network'), said('for-whom', 'some-places')];
const company = [...network, said('place', 'company')];
const update = [said('since', 'update'), said('works-where', 'before-update')];
const notBrowsers = [said('works-where', 'only-in-browser'), said('for-whom', 'not-browsers')];
const nothing = [said('front', 'nothing')];

/** A cure in the same sentence: what was changed then is not what broke it. */
const cured = '\\b(?:solve[sd]?|fixe[sd]|resolve[sd]|helped|cured|works|working again|started working)\\b';

/** The more certain first: of several answers to one question the first that is said counts. */
const rules: readonly Rule[] = [
  // Browsers, devices, accounts.
  rule(
    oneBrowser,
    '\\bonly (?:\\w+ ){0,2}(?:in|on|with|for|affects) (?:\\w+ )?<browser>\\b',
    '\\bnot only\\b|\\bworks only\\b.{0,60}\\blocal',
  ),
  rule(
    oneBrowser,
    '\\b<browser>(?: \\d{1,3})? only\\b|\\b<browser>(?: \\d{1,3})?,? (?:but|and) not (?:in |on |with )?<browser>\\b|\\b(?:all|any|every) other browsers?\\b',
  ),
  rule(oneBrowser, [
    '\\b<browser>\\b.{0,60}\\b<works>\\b.{0,80}\\b<browser>\\b|\\b<works> .{0,30}\\b<browser>\\b.{0,80}\\b<browser>\\b',
    '\\b<fails>',
  ]),
  rule(
    [said('works-where', 'clean-profile'), said('for-whom', 'some-browsers')],
    [
      '\\b(?:fresh|clean|new|empty|other) (?:\\w+ )?profile\\b|\\b(?:extensions?|add-?ons?|ad ?blockers?) (?:are |is |were )?(?:disabled|turned off|switched off|off|removed)\\b|\\b(?:disabling|removing|without|turning off) (?:\\w+ ){0,2}(?:extensions?|add-?ons?|ad ?blockers?)\\b',
      '\\b<works>',
    ],
  ),
  rule(
    [said('for-whom', 'logged-in')],
    '\\b(?:private|incognito)(?: (?:window|tab|mode|browsing|session))?\\b.{0,30}\\b<works>|\\b<works> .{0,20}\\b(?:private|incognito)\\b',
  ),
  rule([said('for-whom', 'logged-in')], '\\bonly .{0,30}\\b(?:logged|signed)[ -]in\\b'),
  rule(
    [said('works-where', 'one-device'), said('for-whom', 'some-browsers')],
    '\\bonly (?:\\w+ )?on (?:\\w+ )?(?:ios|iphones?|ipads?|android|real devices?|physical devices?|macos|windows|linux|old(?:er)? (?:phones?|devices?))\\b',
  ),
  rule(
    [said('works-where', 'one-device')],
    [
      '\\b<works> .{0,40}\\b(?:simulator|emulator|ios|android|iphone|desktop|laptop|windows|mac(?:os)?)\\b',
      '\\b<fails>.{0,60}\\b(?:simulator|emulator|device|ios|android|iphone|phone|tablet|windows|mac(?:os)?)\\b',
    ],
  ),
  rule(
    [said('works-where', 'development-build')],
    ['\\brelease (?:build|mode|apk|version)\\b', '\\b<works>|\\bonly\\b|\\bdebug\\b'],
  ),
  // Networks and computers.
  rule(
    company,
    '\\bonly (?:\\w+ ){0,2}(?:at|from|in|inside|behind|on) (?:the |our |my |his |her |their |a |some )?(?:\\w+ )?<office>(?: network| wi-?fi| lan| firewall)?\\b',
    '\\bworks? only\\b',
  ),
  rule(company, ['\\b<works> .{0,20}\\b(?:at|from) home\\b|\\bat home (?:it |everything |all )?<works>']),
  rule(
    network,
    '\\b<works> .{0,40}\\b(?:mobile data|cellular|hotspot|4g|5g|lte|(?:another|a different|other|any other) (?:network|wi-?fi|connection|isp))\\b|\\b(?:mobile data|cellular|hotspot|4g|5g|lte) (?:it )?<works>',
  ),
  rule(
    network,
    '\\bonly (?:\\w+ ){0,2}(?:one|some|certain|a few|few|a single|specific|particular) (?:of (?:our|my|the) )?(?:\\w+ )?(?:networks?|computers?|pcs?|laptops?|machines?|desktops?|offices?|locations?|sites?|customers?|isps?|providers?)\\b',
  ),
  // Programs against browsers.
  rule(
    http1,
    [
      '\\b<works>|\\b101\\b',
      '--http1\\.1|\\bhttp/1\\.1\\b|\\bhttp/2 (?:is |was |turned |switched )?(?:disabled|off)\\b|\\b(?:disabling|without|turning off|switching off) (?:http/?2|h2)\\b',
    ],
    '<fails>.{0,30}http/1\\.1|\\bsame\\b|HTTP/1\\.1 101|GET /',
  ),
  rule(http1, '\\bonly (?:\\w+ )?(?:over|with|via|on|through) (?:http/?2|h2)\\b'),
  rule(
    [said('works-where', 'not-in-browser')],
    [
      '\\b<program>\\b.{0,30}\\b<works>|\\b<works> .{0,30}\\b<program>\\b',
      '\\b(?:browsers?|<browser>|page|frontend)\\b',
    ],
  ),
  rule(notBrowsers, [
    '\\b<works> (?:\\w+ )?(?:in|from|with) (?:the |a |my |any |every |all )?(?:web )?browsers?\\b|\\bbrowsers? (?:\\w+ )?<works>',
    '\\b<fails>|\\b(?:app|client|script|program)\\b',
  ]),
  // Through a proxy, or past it.
  rule(past, '\\b<works> .{0,40}\\b<direct>\\b|\\b<direct>\\b.{0,40}\\b<works>', 'not (?:even )?<direct>'),
  rule(
    past,
    '\\b(?:but not|(?:breaks|fails|stops)(?: working)?(?: only)? (?:as soon as|once|when)?) ?(?:\\w+ ){0,2}(?:through|behind|via) <proxy>\\b',
  ),
  rule(past, '\\bonly (?:\\w+ ){0,3}(?:through|behind|via) <proxy>\\b', '\\bworks only\\b'),
  rule(
    [said('direct', 'same')],
    '\\b(?:same|also|even|still|too)\\b.{0,40}\\b(?:without <proxy>|bypass\\w{0,3} <proxy>|directly)\\b',
    '\\b<works>',
  ),
  rule(
    nothing,
    "\\b(?:no|not (?:using|behind) (?:an?|any)|(?:not|n[’']t) have an?y?|never (?:had )?a) (?:reverse |forward |web )?(?:proxy|proxies|load[ -]?balancer)\\b(?! (?:config|setting|error|log|header|support))",
  ),
  rule(
    nothing,
    '\\bnothing (?:else )?(?:in[ -]?between|in front|between (?:them|the two|client))\\b|\\bnot behind (?:an? |any )(?:proxy|reverse|load)',
  ),
  // Deployments.
  rule(
    [said('works-where', 'several-servers')],
    '\\b<works> .{0,30}\\b(?:with|on) (?:only |just )?(?:one|a single|1) <servers>\\b|\\b(?:one|a single|1) <servers>,? (?:\\w+ )?<works>',
  ),
  rule(
    [said('works-where', 'several-servers')],
    '\\b(?:with|on|across|to|have|has|run|running|over|between|behind|uses?) (?:\\w+ )?<several> (?:\\w+ )?<servers>\\b|\\b(?:several|multiple) <servers>\\b|\\breplicas: ?[2-9]',
  ),
  rule(
    [said('works-where', 'few-clients')],
    '\\b<works> .{0,30}\\b(?:few|a handful of|small number of) (?:clients|users|connections|sockets)\\b|\\bunder (?:heavy |high )?load\\b|\\b(?:more than|over|above|beyond|around|about) \\d{2,6} (?:\\w+ )?(?:clients|users|connections|sockets)\\b',
  ),
  rule(
    [said('works-where', 'standalone')],
    '\\b<works> .{0,30}\\b(?:standalone|in isolation|on its own|by itself|alone)\\b',
  ),
  rule(
    [said('works-where', 'plain-only')],
    [
      '\\bws(?::\\/\\/)? (?:\\w+ )?<works>|\\b<works> .{0,20}(?:\\bws\\b(?!s)|\\b(?:plain )?http\\b|\\bwithout (?:tls|ssl|https))',
      '\\bwss\\b|\\b(?:https|tls|ssl)\\b',
      '\\b<fails>',
    ],
  ),
  rule(
    [said('works-where', 'other-name')],
    '\\b<works> .{0,30}\\b(?:ip address|the ip\\b|by ip\\b|via ip\\b|another (?:domain|port|host ?name|subdomain))|\\b(?:by|via|with the|using the) ip(?: address)? (?:it )?<works>',
  ),
  rule(
    [said('works-where', 'deployed')],
    '\\b<works> (?:\\w+ ){0,4}(?:locally|on localhost|on (?:my|our) (?:own )?(?:machine|laptop|computer|mac|pc)|in (?:local )?dev(?:elopment)?(?: mode)?|in my local)\\b|\\blocally\\b.{0,30}\\b<works>|\\bon localhost (?:it |everything |all )?<works>',
  ),
  rule(
    [said('works-where', 'deployed')],
    '\\b(?:only|not) (?:\\w+ )?(?:in|on|once|when) (?:\\w+ )?(?:production|prod|deployed|staging|live)\\b',
    '\\bworks? only\\b',
  ),
  // Since when.
  rule(
    [said('since', 'more-servers'), said('works-where', 'several-servers')],
    '\\b(?:since|after|when|once) (?:we |i )?(?:scal(?:ed|ing)|add(?:ed|ing)) (?:\\w+ ){0,4}(?:out|up|to|<servers>)\\b',
    cured,
  ),
  rule(
    [...update, said('updated', 'security')],
    '\\b<updating> (?:\\w+ ){0,3}(?:antivirus|firewall|security|defender)\\b',
  ),
  rule(
    [...update, said('updated', 'proxy')],
    '\\b<updating> (?:\\w+ ){0,2}<proxy>\\b|\\b<proxy> (?:\\w+ )?(?:update|upgrade)\\b',
    cured,
  ),
  rule(
    [...update, said('updated', 'browser')],
    '\\b<updating> (?:\\w+ ){0,2}(?:<browser>|browser|ios|android|macos|windows)\\b|\\b(?:<browser>|browser|ios|android|macos|windows) (?:\\d+ )?(?:update|upgrade)\\b',
  ),
  rule(
    [...update, said('updated', 'library')],
    '\\b<updating> (?:\\w+ ){0,2}(?:library|package|framework|sdk|runtime|dependenc(?:y|ies)|gem|node(?:\\.?js)?|python|django|rails|spring(?: boot)?|next(?:\\.?js)?|vite|uvicorn|fastapi|starlette|socket\\.io|signalr|\\.net|java|tomcat|phoenix)\\b',
  ),
  rule(
    update,
    '\\b(?:since|after|with) (?:\\w+ ){0,3}(?:updat(?:e|ed|ing)|upgrad(?:e|ed|ing))\\b',
    '\\b(?:connection|http|websocket|ws) upgrade|after (?:the|an) upgrade\\b|101|<works> after|upgrade (?:header|request)',
  ),
  rule(
    update,
    '\\b(?:downgrad(?:e|ed|ing)|roll(?:ed|ing)? ?back|revert(?:ed|ing)? to)\\b|\\bregression\\b|\\b(?:worked|works|fine|ok) (?:\\w+ ){0,3}(?:in|with|on|until|before|up to) (?:\\w+ )?<version>|\\b(?:stopped|broken?|fails) (?:\\w+ ){0,2}(?:since|in|from|with|after) (?:\\w+ )?<version>|\\bused to work (?:in|with|before)\\b|\\b(?:since|as of|starting with|from) (?:version |release )?<version>|\\b<version> (?:broke|breaks)\\b',
  ),
  rule(
    [said('since', 'own-change')],
    '\\b(?:since|after|ever since|once|until) (?:we|i|our team) (?:have |had |just )?(?:moved|migrated|switched|added|enabled|changed|put|introduced|replaced|turned|set up|installed|deployed|configured|renamed|rewrote|split)\\b',
    `${cured}|\\buntil\\b.{0,60}\\b<works>`,
  ),
  rule(
    [said('since', 'own-change')],
    '\\b(?:since|after) (?:the |our |a )?(?:moving|migrating|switching|migration|move|adding|enabling|introducing|putting)\\b',
    cured,
  ),
  rule(
    [said('since', 'suddenly')],
    "\\b(?:suddenly|overnight|all of a sudden|out of (?:the blue|nowhere))\\b.{0,30}\\b(?:stop\\w{0,4}|no longer|refus\\w{1,3}|can(?:no|[’'])t|fail\\w{0,3})\\b|\\b(?:nothing|we|i) (?:was |has been |have not |haven[’']t |has |did not |didn[’']t )?changed? (?:on|anything|nothing)\\b|\\bwithout (?:any )?changes?\\b|\\b(?:worked|ran|been (?:working|running)) (?:\\w+ ){0,2}for (?:\\w+ )?(?:weeks|months|years)\\b|\\bsince (?:yesterday|this morning|last (?:night|week))\\b",
  ),
  rule([said('since', 'never-worked')], '\\bnever (?:once )?worked\\b'),
  // For how many.
  rule(
    [said('for-whom', 'everybody')],
    '\\b(?:in|with|on|for) (?:all|every|any) (?:browsers?|users?|clients?|customers?)\\b|\\bfor (?:everybody|everyone)\\b',
    '\\bother\\b|\\b<works>',
  ),
  rule(
    [said('for-whom', 'some-attempts')],
    '\\b(?:every|each) (?:second|other|third) (?:attempt|time|try|request|connection|page load|reload)\\b|\\babout half (?:of )?(?:the )?(?:attempts|connections|requests|time|tries)\\b|\\b(?:one|1) (?:in|out of) (?:\\w+) (?:attempts|connections|requests|times|tries)?|\\bintermittent(?:ly)?\\b|\\bsometimes\\b.{0,40}\\b<works>|\\b<works> .{0,20}\\bsometimes\\b',
  ),
];

/** A sentence that asks, supposes or advises says nothing that was seen. */
const supposed =
  /^\W{0,5}(?:if|whether|(?:does|do|is|are|can|could|should) (?:it|i|we|you|this|that|there)|check|try|make sure|perhaps|maybe)\b|\b(?:wonder|not sure) (?:if|whether)\b/i;
/** So much of a sentence is read, and so many sentences. */
const longestSentence = 400;
const mostSentences = 200;
const sentences = /[^\n.!?;]{3,400}(?:\.(?=\w)[^\n.!?;]{1,200}){0,10}/g;

/** What the sentences of a text say of where, for whom and since when it fails; each question once. */
export function scopeIn(text: string): ScopeSaid[] {
  const found: ScopeSaid[] = [];
  const known = new Set<QuestionId>();
  const spoken = [...text.matchAll(sentences)].slice(0, mostSentences);
  for (const { says, facts, unless } of rules) {
    const fresh = facts.filter(({ question }) => !known.has(question));
    const at =
      fresh.length === 0
        ? undefined
        : spoken.find(([whole]) => {
            const sentence = whole.slice(0, longestSentence);
            return (
              !supposed.test(sentence) &&
              says.every((each) => each.test(sentence)) &&
              unless?.test(sentence) !== true
            );
          });
    if (!at) continue;
    for (const { question } of fresh) known.add(question);
    found.push({ span: [at.index, at.index + at[0].length], facts: fresh });
  }
  return found;
}
