/** A probe on a simulated clock, with sockets that a test drives by hand. */
import { SimulatedClock, createActor } from 'xstate';
import { preflight } from '../../../src/probe/endpoint.ts';
import { facts } from '../../../src/probe/facts.ts';
import { probe } from '../../../src/probe/machine.ts';
import type { ProbeSettings } from '../../../src/probe/machine.ts';
import { steps } from '../../../src/probe/outcome.ts';
import type { StepName } from '../../../src/probe/outcome.ts';
import { publicPlan } from '../../../src/probe/plan.ts';
import type { Plan } from '../../../src/probe/plan.ts';
import type { ProbeSocket } from '../../../src/probe/socket.ts';
import type { LocalNetworkPermission, Trace } from '../../../src/probe/trace.ts';

/** A socket that a test drives by hand. */
export class HandSocket implements ProbeSocket {
  protocol = '';
  extensions = '';
  bufferedAmount = 0;
  onopen: ProbeSocket['onopen'] = null;
  onerror: ProbeSocket['onerror'] = null;
  onmessage: ProbeSocket['onmessage'] = null;
  onclose: ProbeSocket['onclose'] = null;
  sent: (string | ArrayBuffer)[] = [];
  closedWith: (number | undefined)[] = [];
  dropped = false;

  send(data: string | ArrayBuffer) {
    this.sent.push(data);
  }
  close(code?: number) {
    this.closedWith.push(code);
  }
  drop() {
    this.dropped = true;
  }
  open() {
    this.onopen?.({} as Event);
  }
  message(data: unknown) {
    this.onmessage?.({ data } as MessageEvent);
  }
  /** Sends the last message back. */
  echo() {
    this.message(this.sent.at(-1));
  }
  error() {
    this.onerror?.({} as Event);
  }
  end(code: number, reason = '', wasClean = code !== 1006) {
    this.onclose?.({ code, reason, wasClean } as CloseEvent);
  }
}

export const flush = () => new Promise<void>((resolve) => setImmediate(resolve));

/** One message, then 65 seconds of silence; a drop is followed by nothing. */
export const quietPlan: Plan = {
  subprotocols: [],
  message: '',
  expected: '',
  roundTrips: 1,
  binary: false,
  burst: 0,
  largest: 0,
  hold: 65,
  traffic: false,
  heartbeat: false,
  reconnect: false,
  parallel: 0,
};

/** What a report says of the plan of a doctor that only looks at the handshake. */
export const handshakePlan = publicPlan({ ...quietPlan, roundTrips: 0, hold: 0 });

export interface Options
  extends Partial<Plan>, Partial<Pick<ProbeSettings, 'crossesIntoLocalNetwork' | 'recentFailures'>> {
  url?: string;
  request?: 'answers' | 'fails' | 'hangs' | 403;
  refuse?: Error;
  permission?: LocalNetworkPermission;
}

/** Starts a probe, up to the first handshake. */
export async function startProbe({
  url = 'ws://app.test/ws?token=secret',
  request = 'answers',
  refuse,
  permission = 'unknown',
  crossesIntoLocalNetwork = false,
  recentFailures = 0,
  ...plan
}: Options = {}) {
  const clock = new SimulatedClock();
  const sockets: HandSocket[] = [];
  const requests: string[] = [];
  const checked = preflight(url, 'http:');
  if (checked.outcome !== 'ready') throw new Error('The address of the test is not valid.');
  const actor = createActor(probe, {
    clock,
    input: {
      endpoint: checked.endpoint,
      plan: { ...quietPlan, ...plan },
      crossesIntoLocalNetwork,
      recentFailures,
      nonce: 'nonce-1234',
      environment: {
        now: () => clock.now(),
        openSocket: () => {
          if (refuse) throw refuse;
          const socket = new HandSocket();
          sockets.push(socket);
          return socket;
        },
        request: (address) => {
          requests.push(address);
          return request === 'hangs'
            ? new Promise(() => undefined)
            : request === 'fails'
              ? Promise.reject(new TypeError('Failed to fetch'))
              : Promise.resolve(request === 403 ? { status: 403 } : {});
        },
        localNetwork: () => Promise.resolve(permission),
      },
    },
  });
  actor.start();
  await flush();
  const trace = (): Trace => actor.getSnapshot().context.trace;
  const last = () => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error('The probe has opened no socket yet.');
    return socket;
  };
  return {
    actor,
    clock,
    sockets,
    /** Addresses of ordinary requests. */
    requests,
    /** The socket that was opened last. */
    last,
    trace,
    ids: () => trace().map(({ id }) => id),
    outcome: () => Object.fromEntries(steps(trace()).map((step) => [step.name, step.outcome])),
    text: (name: StepName) => steps(trace()).find((step) => step.name === name)?.text ?? '',
    found: () => Object.fromEntries(facts(trace()).map(({ question, answer }) => [question, answer])),
    done: () => actor.getSnapshot().status === 'done',
  };
}
