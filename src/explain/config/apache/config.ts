/** What an Apache config means for a socket: which rule passes its path on. Pure. */
import type { Asked } from '../asked.ts';
import type { Directive } from '../directive.ts';
import { named } from '../directive.ts';
import { matches } from '../pattern.ts';

/** One ProxyPass line, or a RewriteRule with [P]. */
export interface Pass {
  directive: Directive;
  /** How it chooses paths. */
  kind: 'prefix' | 'match' | 'rewrite';
  /** The path or expression. */
  path: string;
  target: string;
  /** Whether it stands in a Location; of these the most specific wins, and over those outside. */
  isInLocation: boolean;
  /** Whether it carries an upgrade: by a ws:// target, or by upgrade=. */
  upgrades: boolean;
  /** The RewriteCond lines before it. */
  conditions: readonly Directive[];
}

/** A virtual host, or the whole paste where it has none. */
export interface Host {
  /** Its directives, those of sections within included. */
  directives: readonly Directive[];
  /** ProxyPass lines in their order, and rewrite rules. */
  passes: readonly Pass[];
}

/** All that rules look at. */
export interface ApacheConfig {
  asked: Asked;
  /** Directives outside of virtual hosts. */
  global: readonly Directive[];
  hosts: readonly Host[];
}

const isUpgradeTarget = (target: string) => /^wss?:/i.test(target);

function passesOf(directives: readonly Directive[]): Pass[] {
  const passes: Pass[] = [];
  let conditions: Directive[] = [];
  const walk = (each: Directive, location: { path: string; isMatch: boolean } | undefined): void => {
    const { name, args, block } = each;
    if (name === 'rewritecond') conditions.push(each);
    else if (name === 'rewriterule') {
      const [path = '', target = '', flags = ''] = args;
      if (/[[,]\s*(?:P|proxy)\s*[\],]/i.test(flags))
        passes.push({
          directive: each,
          kind: 'rewrite',
          path,
          target,
          isInLocation: false,
          upgrades: isUpgradeTarget(target) || /\bupgrade=/i.test(flags),
          conditions,
        });
      conditions = [];
    } else if (name === 'proxypass' || name === 'proxypassmatch') {
      const isInLocation = location !== undefined && /^(?:https?|wss?|balancer|unix|!)/i.test(args[0] ?? '');
      const [path = '', target = '', ...rest] = isInLocation ? [location.path, ...args] : args;
      const isMatch = name === 'proxypassmatch' || (isInLocation && location.isMatch);
      passes.push({
        directive: each,
        kind: isMatch ? 'match' : 'prefix',
        path,
        target,
        isInLocation: location !== undefined,
        upgrades: isUpgradeTarget(target) || rest.some((arg) => /^upgrade=/i.test(arg)),
        conditions: [],
      });
    }
    const [path = '', second] = args;
    const inner =
      name === 'location' || name === 'locationmatch'
        ? { path: path === '~' ? (second ?? '') : path, isMatch: name === 'locationmatch' || path === '~' }
        : location;
    for (const child of block ?? []) walk(child, inner);
  };
  for (const each of directives) walk(each, undefined);
  return passes;
}

const flat = (directives: readonly Directive[]): Directive[] =>
  directives.flatMap((each) => [each, ...flat(each.block ?? [])]);

/** Reads the meaning of directives. */
export function apacheConfig(directives: readonly Directive[], asked: Asked): ApacheConfig {
  const isVirtual = ({ name }: Directive) => name === 'virtualhost';
  const hosts = flat(directives).filter(isVirtual);
  const global = directives.filter((each) => !isVirtual(each));
  const means = hosts.length > 0 ? hosts.map(({ block }) => block ?? []) : [global];
  const all = means.map((block): Host => ({ directives: flat(block), passes: passesOf(block) }));
  const isNamed = ({ directives: own }: Host) => {
    const names = own
      .filter(({ name }) => name === 'servername' || name === 'serveralias')
      .flatMap(({ args }) => args);
    return (
      names.length === 0 ||
      names.some((name) => name.includes('*') || name.split(':')[0]?.toLowerCase() === asked.host)
    );
  };
  return {
    asked,
    global: flat(global),
    hosts: asked.host !== undefined && all.some(isNamed) ? all.filter(isNamed) : all,
  };
}

/** Whether a rule takes a path; `undefined` where its expression cannot be read. */
export function takes({ kind, path }: Pick<Pass, 'kind' | 'path'>, asked: string): boolean | undefined {
  if (kind === 'prefix')
    return path === '/' || asked === path || asked.startsWith(path.endsWith('/') ? path : `${path}/`);
  return matches(path, asked);
}

/**
 * The rule that passes a path on: rewrite rules for upgrades stand before ProxyPass. Of ProxyPass lines in Locations the
 * one with the longest path wins, of the others the first.
 */
export function passFor({ passes }: Host, path: string): Pass | undefined {
  const fitting = passes.filter((each) => takes(each, path) !== false);
  const isRewrite = (each: Pass) =>
    each.kind === 'rewrite' && (each.upgrades || each.conditions.length === 0);
  const [specific] = fitting
    .filter((each) => each.isInLocation)
    .sort((a, b) => b.path.length - a.path.length);
  return fitting.find(isRewrite) ?? specific ?? fitting.find((each) => each.kind !== 'rewrite');
}

/** The last directive of a name in a host, or outside of all hosts. */
export function setting({ global }: ApacheConfig, { directives }: Host, name: string): Directive | undefined {
  return named(directives, name).at(-1) ?? named(global, name).at(-1);
}
