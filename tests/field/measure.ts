import { z } from 'astro/zod';
import type { Fact, Facts } from '../../src/diagnosis/facts.ts';
import { isAnswer, withFact } from '../../src/diagnosis/facts.ts';
import { CANNOT_TELL, findQuestion } from '../../src/diagnosis/questions.ts';
import { settle } from '../../src/diagnosis/replay.ts';
import { stateMeta } from '../../src/diagnosis/tree.ts';

/** The causes that the reports confirm, by family. Slugs that one page answers stand here one by one. */
export const families = {
  D: [
    'tls-to-plaintext-port',
    'plaintext-to-tls-port',
    'tls-cert-untrusted-self-signed',
    'tls-cert-chain-incomplete',
    'tls-cert-hostname-mismatch',
    'tls-cert-expired-or-clock-wrong',
    'tls-sni-missing',
    'tls-version-or-cipher-mismatch',
    'antivirus-tls-inspection',
    'tls-inspection-ca-not-trusted',
  ],
  E: [
    'forward-proxy-blocks-upgrade',
    'firewall-or-policy-blocks',
    'nat-or-firewall-idle-drop',
    'half-open-no-heartbeat',
    'mtu-blackhole',
    'ephemeral-port-exhaustion',
  ],
  F: [
    'proxy-missing-upgrade-headers',
    'gateway-upgrade-not-enabled',
    'apache-wstunnel-module-missing',
    'apache-ws-not-tunnelled',
    'iis-websocket-feature-not-installed',
    'iis-arr-permessage-deflate',
    'proxy-alters-handshake-headers',
    'proxy-rewrites-host-origin-check',
    'backend-distrusts-proxy-headers',
    'proxy-routes-to-wrong-backend',
    'redirect-during-handshake',
    'proxy-h2-upstream-no-extended-connect',
    'alpn-h2-without-rfc8441',
    'proxy-version-bug',
    'handshake-headers-too-large',
  ],
  G: [
    'proxy-idle-timeout',
    'cloud-lb-idle-timeout',
    'cdn-idle-timeout',
    'max-connection-duration',
    'proxy-reload-closes-connections',
    'deploy-or-restart-drops',
    'no-sticky-sessions',
    'no-pubsub-backplane',
  ],
  H: ['platform-no-websocket-support', 'platform-websockets-disabled', 'lb-does-not-support-websocket'],
} as const;

export type Family = keyof typeof families;

const reportSchema = z.strictObject({
  /** The report's own number. */
  id: z.string().min(1),
  /** The thread that it is from. */
  source: z.string().min(1),
  /** The confirmed cause, as a slug that a page has or covers. */
  cause: z.string().min(1),
  /** Question → answer, as far as the report says; given by people who did not know the cause. */
  answers: z.record(z.string(), z.string()),
});

/** A report of a user with its confirmed cause, and what it says in the words of the tree. */
export type Report = z.infer<typeof reportSchema>;

/**
 * Reads a list of reports.
 * @throws {Error} if one is not a report, or names a question or answer that the tree does not have
 */
export function readReports(json: unknown): Report[] {
  const reports = z.array(reportSchema).parse(json);
  for (const { id, answers } of reports)
    for (const [question, answer] of Object.entries(answers))
      if (!isAnswer(question, answer)) {
        const known = findQuestion(question)?.answers.map(([each]) => each);
        throw new Error(
          known === undefined
            ? `Report ${id} answers the question "${question}", which src/diagnosis/questions.ts does not have; expected one of its ids.`
            : `Report ${id} answers "${question}" with "${answer}", which is no answer to it; expected ${known.join(', ')} or ${CANNOT_TELL}.`,
        );
      }
  return reports;
}

/** The causes that the tree names for a report, likeliest first; a question that the report leaves open gets "I can't tell". */
export function rankedCauses({ answers }: Pick<Report, 'answers'>): readonly string[] {
  let facts: Facts = Object.entries(answers).map(
    ([question, answer]) => ({ question, answer, source: 'paste' }) as Fact,
  );
  for (;;) {
    const meta = stateMeta(settle(facts));
    if (meta.kind === 'result') return meta.causes;
    facts = withFact(facts, { question: meta.question, answer: CANNOT_TELL, source: 'said' } as Fact);
  }
}

/** Where the tree placed the confirmed cause of a report. */
export interface Placing {
  report: Report;
  family: Family | undefined;
  /** The page that is or covers the cause. */
  page: string;
  ranked: readonly string[];
  /** 1 if it came first; `undefined` if it was not named. */
  rank: number | undefined;
}

/**
 * Places each report.
 * @param pages slug → the page that is or covers it
 * @throws {Error} if a report's cause is on no page
 */
export function place(reports: readonly Report[], pages: ReadonlyMap<string, string>): Placing[] {
  return reports.map((report) => {
    const page = pages.get(report.cause);
    if (page === undefined)
      throw new Error(
        `Report ${report.id} has the cause "${report.cause}", which no page is or covers; expected a slug of content/causes or of a "covers" there.`,
      );
    const ranked = rankedCauses(report);
    const index = ranked.indexOf(page);
    const family = (Object.keys(families) as Family[]).find((each) =>
      (families[each] as readonly string[]).includes(report.cause),
    );
    return { report, family, page, ranked, rank: index === -1 ? undefined : index + 1 };
  });
}

/** How many placings put the cause first, and among the first three. */
export function count(placings: readonly Placing[]): { all: number; first: number; firstThree: number } {
  const within = (limit: number) => placings.filter(({ rank }) => rank !== undefined && rank <= limit).length;
  return { all: placings.length, first: within(1), firstThree: within(3) };
}
