import { publicPlan } from './plan.ts';

/** A value as JSON that is also safe inside a script: no line separators and no closing tag. */
function scriptString(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * What follows the body of the console snippet and runs it for one endpoint.
 * @param address the whole address, with its query; only scheme, host and path reach the report
 * @param hold how long the open socket is held in silence, in seconds
 */
export function snippetArguments(address: string, subprotocols: readonly string[], hold: number): string {
  const plan = publicPlan({
    subprotocols,
    message: '',
    expected: '',
    roundTrips: 0,
    binary: false,
    burst: 0,
    largest: 0,
    hold,
    traffic: false,
    heartbeat: false,
    reconnect: false,
    parallel: 0,
  });
  return `(${[address, subprotocols, plan].map(scriptString).join(', ')});`;
}
