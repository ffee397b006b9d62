import { z } from 'astro/zod';
import type { Fact, Facts } from '../../src/diagnosis/facts.ts';
import { isAnswer, withFact } from '../../src/diagnosis/facts.ts';
import { CANNOT_TELL, findQuestion } from '../../src/diagnosis/questions.ts';
import { settle } from '../../src/diagnosis/replay.ts';
import { stateMeta } from '../../src/diagnosis/tree.ts';

/**
 * The taxonomy: all causes that public reports were found to have, by family: A client and page, B client library and application, C development server and
 * tunnel, D TLS, E network, F proxy and handshake, G proxy and drop, H platform, I server and handshake, J server after the handshake. Slugs that
 * one page answers stand here one by one.
 */
export const families = {
  A: [
    'mixed-content-ws-from-https',
    'client-url-built-wrong',
    'localhost-wrong-machine',
    'localhost-ipv6-mismatch',
    'csp-connect-src-blocks-ws',
    'local-network-access-blocked',
    'browser-blocked-port',
    'browser-extension-blocks',
    'browser-connection-limit',
    'browser-cannot-send-auth-header',
    'cookie-not-sent-cross-site',
    'background-tab-timer-throttling',
    'invalid-close-code',
    'send-when-not-open',
  ],
  B: [
    'client-server-version-mismatch',
    'subprotocol-mismatch',
    'ws-path-mismatch',
    'socketio-namespace-mismatch',
    'wrong-protocol-port',
    'handshake-headers-set-manually',
    'handshake-method-not-get',
    'client-runtime-lacks-websocket',
    'client-ignores-http-proxy',
    'client-connect-timeout-too-short',
    'client-closes-while-connecting',
    'client-duplicate-connections',
    'closed-by-application',
    'reconnect-logic-wrong',
    'reconnect-storm',
    'rate-limited-connects',
    'auth-token-missing-or-expired',
    'stale-connection-id',
  ],
  C: [
    'hmr-client-wrong-host-port',
    'dev-server-host-check',
    'multiple-upgrade-handlers-conflict',
    'proxy-upgrade-not-subscribed',
    'port-forwarder-no-websocket',
    'interstitial-or-bot-challenge',
  ],
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
  I: [
    'backend-unreachable',
    'server-bound-to-loopback',
    'plain-http-request-to-ws-server',
    'upgrade-handled-as-normal-http',
    'server-runtime-lacks-websocket',
    'server-ws-endpoint-missing',
    'origin-not-allowed',
    'handshake-http-cors-misconfigured',
    'server-wrong-accept-key',
    'mobile-cleartext-blocked',
  ],
  J: [
    'handler-returns-early',
    'event-loop-blocked',
    'slow-consumer-backpressure',
    'message-too-big',
    'permessage-deflate-bug',
    'text-frame-invalid-utf8',
    'server-masks-frames',
    'peer-closed-without-close-frame',
    'heartbeat-interval-too-long',
    'heartbeat-missing-or-unanswered',
    'connection-limit-exhausted',
    'mobile-background-suspend',
  ],
} as const;

/** The families for which a goal is set: the faults between browser and server. */
export const goalFamilies: readonly Family[] = ['D', 'E', 'F', 'G', 'H'];

export type Family = keyof typeof families;

const reportSchema = z.strictObject({
  /** The report's own number. */
  id: z.string().min(1),
  /** The thread that it is from. */
  source: z.string().min(1),
  /** The confirmed cause, as a slug of a family. */
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
  family: Family;
  /** The page that is or covers the cause; `undefined` if the site has none, so that the tree cannot name it. */
  page: string | undefined;
  ranked: readonly string[];
  /** 1 if it came first; `undefined` if it was not named. */
  rank: number | undefined;
}

/**
 * Places each report.
 * @param pages slug → the page that is or covers it
 * @throws {Error} if a report's cause is in no family
 */
export function place(reports: readonly Report[], pages: ReadonlyMap<string, string>): Placing[] {
  return reports.map((report) => {
    const family = (Object.keys(families) as Family[]).find((each) =>
      (families[each] as readonly string[]).includes(report.cause),
    );
    if (family === undefined)
      throw new Error(
        `Report ${report.id} has the cause "${report.cause}", which is in no family; expected a slug of "families" in tests/field/measure.ts.`,
      );
    const page = pages.get(report.cause);
    const ranked = rankedCauses(report);
    const index = page === undefined ? -1 : ranked.indexOf(page);
    return { report, family, page, ranked, rank: index === -1 ? undefined : index + 1 };
  });
}

/** One line that says where a report was placed. */
export function describe({ report, family, page, ranked, rank }: Placing): string {
  const placed =
    page === undefined
      ? `${report.cause} has no page`
      : `${page} is ${rank === undefined ? 'not named' : `number ${rank}`} of ${ranked.length}`;
  const more = rank === 1 ? '' : `: ${ranked.join(', ')}; ${JSON.stringify(report.answers)}`;
  return `${report.id} (${family}): ${placed}${more}`;
}

/** How many placings put the cause first, and among the first three. */
export function count(placings: readonly Placing[]): { all: number; first: number; firstThree: number } {
  const within = (limit: number) => placings.filter(({ rank }) => rank !== undefined && rank <= limit).length;
  return { all: placings.length, first: within(1), firstThree: within(3) };
}
