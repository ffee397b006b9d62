import type { Case, Knowledge } from '../knowledge/graph.ts';
import type { Evidence } from '../knowledge/schemas.ts';
import { answerWords } from './step-words.ts';

/** What a backend answered when a proxy with its defaults passed the handshake on without Upgrade. */
export interface NoUpgradeAnswer {
  case: Case;
  /** The backend, and what it runs on with the versions of the run. */
  backend: string;
  /** Status, and the body where that was recorded. */
  answer: string;
}

/** How a reader calls the backends of `tests/lab/backends/`; one that is missing here goes by its name in `case.yaml`. */
const backendNames: Readonly<Record<string, string>> = {
  'ws-standalone': 'ws with a port of its own',
  'ws-on-http': 'ws on a Node HTTP server',
  'python-websockets': 'Python websockets',
  uvicorn: 'Starlette in uvicorn',
  daphne: 'Starlette in Daphne',
  gorilla: 'gorilla/websocket in Go',
  'action-cable': 'Action Cable on Puma',
  tomcat: 'a Jakarta endpoint in Tomcat',
  mosquitto: 'Mosquitto',
  nats: 'NATS Server',
  websockify: 'websockify without the option --web',
  'socket-io': 'Socket.IO, whose session goes on by polling',
};

/** The observers, by the names that the versions of a run have for them. */
const observers = ['chromium', 'firefox', 'webkitgtk', 'curl'];

function versionsBehind({ versions }: Evidence, proxy: string): string {
  return Object.entries(versions)
    .filter(([program]) => program !== proxy && !observers.includes(program))
    .map(([program, version]) => `${program} ${version}`)
    .join(', ');
}

/**
 * The answers behind one proxy, by status: from each case in which the backend saw a request of HTTP/1.0, which is the default of nginx
 * below 1.29.7, and no Upgrade. One row for each backend.
 */
export function noUpgradeAnswers({ cases }: Knowledge, proxy: string): NoUpgradeAnswer[] {
  const found = [...cases.values()].filter(({ cause, proxy: front, evidence: { broken } }) => {
    const saw = broken.backendSaw;
    return (
      cause === 'proxy-missing-upgrade-headers' &&
      front === proxy &&
      saw?.version === '1.0' &&
      saw.headers['Upgrade'] === undefined
    );
  });
  return found
    .filter(({ backend }, index) => found.findIndex((other) => other.backend === backend) === index)
    .sort((a, b) => (a.evidence.broken.status ?? 0) - (b.evidence.broken.status ?? 0))
    .map((each) => {
      const answer = each.evidence.broken.steps.findLast((step) => step.kind === 'answer');
      return {
        case: each,
        backend: `${backendNames[each.backend] ?? each.backend} (${versionsBehind(each.evidence, proxy)})`,
        answer: answer ? answerWords(answer) : 'no answer',
      };
    });
}
