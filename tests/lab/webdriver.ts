/** A client for the part of the WebDriver protocol that the lab uses: one session with several windows. https://www.w3.org/TR/webdriver2/ */
import { oneAtATime, within } from './wait.ts';

/** Seconds that a driver may take for one command. */
const patience = 90;

/** Takes the `value` out of a driver's answer. Throws the driver's own words if it is an error. */
export function readAnswer(command: string, status: number, body: string): unknown {
  let value: unknown;
  try {
    ({ value } = JSON.parse(body) as { value: unknown });
  } catch (error) {
    throw new Error(
      `The WebDriver answered ${command} with status ${status} and this text instead of JSON: ${body.slice(0, 200)}`,
      { cause: error },
    );
  }
  if (status === 200) return value;
  const { error = 'unknown error', message = '' } = value as { error?: string; message?: string };
  throw new Error(`The WebDriver refused ${command}: ${error}${message === '' ? '' : `, ${message}`}.`);
}

/** A window of the session. Its commands never meet those of another window: a session has one current window, and they wait for each other. */
export interface WebDriverWindow {
  /** Opens a page and waits until it has loaded. */
  open: (address: string) => Promise<void>;
  /** Runs statements as the body of a function, in the page, and gives back what they return. */
  run: (statements: string) => Promise<unknown>;
  close: () => Promise<void>;
}

export interface WebDriverSession {
  /** What the browser says it is. */
  version: string;
  /** Opens a window of its own; a tab in the background would get its timers late. */
  newWindow: () => Promise<WebDriverWindow>;
  /** Ends the session and with it the browser. */
  end: () => Promise<void>;
}

/**
 * Starts a browser through a driver.
 * @param driver address of the driver, without a slash at the end
 * @param capabilities as in "New Session"
 * @throws {Error} in the driver's own words
 */
export async function startWebDriverSession(
  driver: string,
  capabilities: Record<string, unknown>,
): Promise<WebDriverSession> {
  const send = async (method: string, path: string, body?: object): Promise<unknown> => {
    const command = `${method} ${path}`;
    const answer = fetch(driver + path, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } } : {}),
      signal: AbortSignal.timeout(patience * 1000),
    }).then(async (response) => readAnswer(command, response.status, await response.text()));
    return within(patience, `the WebDriver answers ${command}`, answer);
  };
  const created = (await send('POST', '/session', { capabilities: { alwaysMatch: capabilities } })) as {
    sessionId: string;
    capabilities: { browserVersion: string };
  };
  const session = `/session/${created.sessionId}`;

  const alone = oneAtATime();
  const first = await send('GET', `${session}/window`);
  const newWindow = async (): Promise<WebDriverWindow> => {
    const { handle } = (await alone(async () => {
      // The current window may have been closed, and the command needs one that is open.
      await send('POST', `${session}/window`, { handle: first });
      return send('POST', `${session}/window/new`, { type: 'window' });
    })) as { handle: string };
    const inWindow = (method: string, path: string, body?: object): Promise<unknown> =>
      alone(async () => {
        await send('POST', `${session}/window`, { handle });
        return send(method, session + path, body);
      });
    return {
      open: async (address) => {
        await inWindow('POST', '/url', { url: address });
      },
      run: (statements) => inWindow('POST', '/execute/sync', { script: statements, args: [] }),
      close: async () => {
        await inWindow('DELETE', '/window');
      },
    };
  };
  return {
    version: created.capabilities.browserVersion,
    newWindow,
    end: async () => {
      await send('DELETE', session);
    },
  };
}
