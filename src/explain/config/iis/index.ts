/** The reader of web.config, and its rules. Pure. */
import { parseXml, XmlElement, XmlError } from '@rgrove/parse-xml';
import type { Asked } from '../asked.ts';
import { reworded } from '../lines.ts';
import type { Lines } from '../lines.ts';
import { matches } from '../pattern.ts';
import { readerOf } from '../rule.ts';
import type { Parsed, Rule } from '../rule.ts';

interface Element {
  /** In lower case. */
  name: string;
  attribute: (name: string) => string | undefined;
  line: number;
  children: readonly Element[];
}

interface IisConfig {
  asked: Asked;
  /** Every element of the file. */
  elements: readonly Element[];
}

const all = ({ elements }: IisConfig, name: string) => elements.filter((each) => each.name === name);
const inside = (element: Element, name: string): Element | undefined =>
  element.children.find((each) => each.name === name);

const moduleOff: Rule<IisConfig> = {
  id: 'iis-websocket-off',
  what: 'WebSockets are switched off for this site',
  gives: ['upgrade-off'],
  hits: (config, lines) =>
    config.elements.some(
      ({ name, attribute }) => name === 'add' && /iisnode/i.test(attribute('modules') ?? ''),
    )
      ? []
      : all(config, 'websocket')
          .filter(({ attribute }) => attribute('enabled')?.toLowerCase() === 'false')
          .map(({ line }) => ({
            line,
            means:
              'IIS then takes no upgrade for this site. The line is right for Node behind iisnode alone, which brings its own WebSocket server.',
            change: reworded(lines, line, /false/i, 'true'),
          })),
};

const moduleOnWithNode: Rule<IisConfig> = {
  id: 'iis-node-module',
  what: 'IIS’s own WebSocket module takes the upgrade from Node',
  gives: ['upgrade-off'],
  hits: (config) =>
    all(config, 'websocket').some(({ attribute }) => attribute('enabled')?.toLowerCase() === 'false')
      ? []
      : config.elements
          .filter(({ name, attribute }) => name === 'add' && /iisnode/i.test(attribute('modules') ?? ''))
          .slice(0, 1)
          .map(({ line }) => ({
            line,
            means:
              'With iisnode the WebSocket server is in Node, and the module of IIS must leave the upgrade to it: add <webSocket enabled="false" /> in system.webServer.',
          })),
};

const headerLimit: Rule<IisConfig> = {
  id: 'iis-header-limit',
  what: 'Large request headers are refused',
  gives: ['header-limit'],
  hits: (config) =>
    all(config, 'headerlimits').flatMap(({ children }) =>
      children
        .filter(
          ({ name, attribute }) =>
            name === 'add' &&
            /^(?:cookie|authorization|sec-websocket-protocol)$/i.test(attribute('header') ?? '') &&
            Number(attribute('sizeLimit')) <= 8192,
        )
        .map(({ line, attribute }) => ({
          line,
          means: `The header ${attribute('header') ?? ''} may have ${attribute('sizeLimit') ?? ''} bytes; a handshake with more is refused.`,
        })),
    ),
};

/** The rewrite rules that take the asked path. */
const rulesFor = (config: IisConfig) => {
  const { path } = config.asked;
  return all(config, 'rule').filter((rule) => {
    const pattern = inside(rule, 'match')?.attribute('url') ?? '.*';
    const wildcard = rule.attribute('patternSyntax')?.toLowerCase() === 'wildcard';
    const tested = (path ?? '/').replace(/^\//, '');
    return (
      rule.attribute('enabled')?.toLowerCase() !== 'false' &&
      (path === undefined || wildcard || matches(pattern, tested, true) !== false)
    );
  });
};

const redirects: Rule<IisConfig> = {
  id: 'iis-redirects',
  what: 'This path is redirected',
  gives: ['redirects'],
  hits: (config) =>
    config.asked.path === undefined
      ? []
      : rulesFor(config)
          .flatMap((rule) => {
            const action = inside(rule, 'action');
            const isToTls = rule.children.some(
              ({ name, children }) =>
                name === 'conditions' &&
                children.some(({ attribute }) =>
                  /\{HTTPS\}|X_FORWARDED_PROTO/i.test(attribute('input') ?? ''),
                ),
            );
            return action?.attribute('type')?.toLowerCase() === 'redirect' && !isToTls ? [action] : [];
          })
          .map(({ line }) => ({
            line,
            means:
              'A browser does not follow a redirect of a WebSocket handshake. Leave the socket’s path out of this rule, or change the address of the socket.',
          })),
};

const wrongScheme: Rule<IisConfig> = {
  id: 'iis-rewrite-to-ws',
  what: 'The rewrite target begins with ws://',
  gives: ['other-route'],
  hits: (config, lines) =>
    all(config, 'action')
      .filter(
        ({ attribute }) =>
          attribute('type')?.toLowerCase() === 'rewrite' && /^wss?:\/\//i.test(attribute('url') ?? ''),
      )
      .map(({ line }) => ({
        line,
        means:
          'A rewrite of IIS goes to http:// or https://; it carries an upgrade by itself once the WebSocket feature is installed.',
        change: reworded(lines, line, /\bws(s?):\/\//i, 'http$1://'),
      })),
};

function parse(text: string, lines: Lines, asked: Asked): Parsed<IisConfig> {
  const elements: Element[] = [];
  const ignored = new Map<string, number>();
  const walk = (element: XmlElement, depth: number): Element => {
    const children = element.children.filter((each): each is XmlElement => each instanceof XmlElement);
    const byName = new Map(
      Object.entries(element.attributes).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const read: Element = {
      name: element.name.toLowerCase(),
      attribute: (name) => byName.get(name.toLowerCase()),
      line: lines.of(element.start),
      children: depth > 60 ? [] : children.map((each) => walk(each, depth + 1)),
    };
    elements.push(read);
    if (depth === 2 && !['websocket', 'rewrite', 'security', 'handlers'].includes(read.name))
      ignored.set(element.name, read.line);
    return read;
  };
  try {
    const { root } = parseXml(text.trimEnd(), { includeOffsets: true, ignoreUndefinedEntities: true });
    if (!root) return { config: undefined, unread: [], ignored };
    walk(root, 0);
    return { config: { asked, elements }, unread: [], ignored };
  } catch (error) {
    const line = error instanceof XmlError ? error.line : 1;
    const why =
      error instanceof XmlError
        ? error.message
            .split('\n')[0]
            ?.replace(/ ?\(line \d+, column \d+\)/, '')
            .slice(0, 160)
        : 'the elements are nested too deeply';
    return {
      config: undefined,
      unread: [{ line, why: `found something that is not XML; expected a whole web.config: ${why ?? ''}.` }],
      ignored,
    };
  }
}

/** Reads web.config. */
export const iisReader = readerOf({
  id: 'iis-config',
  format: 'web.config',
  front: 'iis',
  recognise: (text) =>
    /<configuration[\s>]/i.test(text) || /<system\.webServer[\s>]/i.test(text) ? 0.95 : 0,
  parse,
  rules: [moduleOff, moduleOnWithNode, headerLimit, redirects, wrongScheme],
});
