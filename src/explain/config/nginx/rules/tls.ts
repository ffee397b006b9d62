/** Rules for TLS, certificates and what a page may connect to. Pure. */
import { socketLeftOut } from '../../csp.ts';
import type { Rule } from '../../rule.ts';
import { effective, hasName, own, proxyPass, targetOf, upstream, everywhere } from '../config.ts';
import type { NginxConfig, SocketPlace } from '../config.ts';
import { named } from '../../directive.ts';
import type { Directive } from '../../directive.ts';
import { instead } from './change.ts';

const portOf = ({ args }: Directive) => Number(/(?:^|:)(\d{1,5})$/.exec(args[0] ?? '')?.[1] ?? Number.NaN);
const isTls = ({ args }: Directive) => args.includes('ssl') || args.includes('quic');

/** The listen lines of each server, with the server's directives. */
const listening = ({ servers }: NginxConfig) =>
  servers.flatMap(({ directive }) =>
    named(directive?.block ?? [], 'listen').map((listen) => ({ listen, block: directive?.block ?? [] })),
  );

const listenWithoutTls: Rule<NginxConfig> = {
  id: 'nginx-listen-without-tls',
  what: 'A port for TLS that speaks plain HTTP',
  gives: ['tls-mixed'],
  hits: (config, lines) =>
    listening(config)
      .filter(({ listen, block }) => {
        const isOn = block.some(({ name, args }) => name === 'ssl' && args[0] === 'on');
        return [443, 8443].includes(portOf(listen)) && !isTls(listen) && !isOn;
      })
      .map(({ listen, block }) => ({
        line: listen.line,
        lastLine: listen.lastLine,
        means:
          'Without “ssl” this port speaks plain HTTP, and a wss:// address fails in TLS before any handshake.',
        ...(named(block, 'ssl_certificate').length > 0 &&
          instead(lines, listen, `listen ${[...listen.args, 'ssl'].join(' ')};`)),
      })),
};

const listenWithTls: Rule<NginxConfig> = {
  id: 'nginx-listen-with-tls',
  what: 'A port for plain HTTP that speaks TLS',
  gives: ['tls-mixed'],
  hits: (config, lines) =>
    listening(config)
      .filter(({ listen }) => [80, 8080].includes(portOf(listen)) && listen.args.includes('ssl'))
      .map(({ listen }) => ({
        line: listen.line,
        lastLine: listen.lastLine,
        means:
          'This port expects TLS. A ws:// address gets 400 “The plain HTTP request was sent to HTTPS port”.',
        ...instead(lines, listen, `listen ${listen.args.filter((arg) => arg !== 'ssl').join(' ')};`),
      })),
};

/** Ports of the servers behind a place. */
function portsBehind(config: NginxConfig, place: SocketPlace): string[] {
  const target = targetOf(proxyPass(place));
  if (!target) return [];
  const group = upstream(config, target.host);
  return group
    ? named(group.block ?? [], 'server').map(({ args }) => /:(\d{1,5})$/.exec(args[0] ?? '')?.[1] ?? '80')
    : [target.port];
}

const plainToTlsBackend: Rule<NginxConfig> = {
  id: 'nginx-plain-to-tls-backend',
  what: 'Plain HTTP is spoken to a backend that expects TLS',
  gives: ['tls-mixed'],
  hits: (config, lines) =>
    config.places.flatMap((place) => {
      const pass = proxyPass(place);
      if (!pass || targetOf(pass)?.scheme !== 'http') return [];
      const hasTlsLines = own(place).some(({ name }) => /^proxy_ssl_(?!session)/.test(name));
      const isTlsPort = portsBehind(config, place).some((port) => port === '443' || port === '8443');
      if (!hasTlsLines && !isTlsPort) return [];
      return [
        {
          line: pass.line,
          lastLine: pass.lastLine,
          means: hasTlsLines
            ? 'The proxy_ssl_ lines only count with https:// here. With http:// a backend that expects TLS answers 400, or closes.'
            : 'The port is one for TLS and the scheme is http://. A backend that expects TLS answers 400, or closes.',
          ...instead(lines, pass, `proxy_pass ${(pass.args[0] ?? '').replace(/^http:/, 'https:')};`),
        },
      ];
    }),
};

const proxyProtocol: Rule<NginxConfig> = {
  id: 'nginx-proxy-protocol',
  what: 'A PROXY protocol header is expected on this port',
  gives: ['proxy-protocol'],
  hits: (config, lines) =>
    listening(config)
      .filter(({ listen, block }) => {
        const isUsed = [config.http, block].some(
          (level) =>
            named(level, 'real_ip_header').some(({ args }) => args[0] === 'proxy_protocol') ||
            named(level, 'proxy_set_header').some(({ args }) => args.includes('$proxy_protocol_addr')),
        );
        return listen.args.includes('proxy_protocol') && !isUsed;
      })
      .map(({ listen }) => ({
        line: listen.line,
        lastLine: listen.lastLine,
        means:
          'nginx closes each connection that does not begin with a PROXY protocol header. If the balancer in front sends none, take proxy_protocol out; if it does, keep it and add real_ip_header.',
        ...instead(
          lines,
          listen,
          `listen ${listen.args.filter((arg) => arg !== 'proxy_protocol').join(' ')};`,
        ),
      })),
};

const oldProtocols: Rule<NginxConfig> = {
  id: 'nginx-old-tls',
  what: 'Only TLS versions that browsers no longer speak',
  gives: ['tls-refused'],
  hits: (config, lines) =>
    everywhere(config, 'ssl_protocols')
      .filter(({ args }) => !args.some((arg) => /^TLSv1\.[23]$/.test(arg)))
      .map((line) => ({
        line: line.line,
        lastLine: line.lastLine,
        means: 'Browsers need TLS 1.2 or 1.3. With older versions alone TLS fails before the handshake.',
        ...instead(lines, line, 'ssl_protocols TLSv1.2 TLSv1.3;'),
      })),
};

const nameRejected: Rule<NginxConfig> = {
  id: 'nginx-name-rejected',
  what: 'TLS is refused for a name that no server lists',
  gives: ['tls-refused'],
  hits: ({ asked: { host }, servers }, lines) => {
    const rejecting = servers.filter(({ directive }) =>
      directive?.block?.some(({ name, args }) => name === 'ssl_reject_handshake' && args[0] === 'on'),
    );
    const others = servers.filter((server) => !rejecting.includes(server) && server.names.length > 0);
    if (host === undefined || rejecting.length === 0 || others.some((server) => hasName(server, host)))
      return [];
    const [names] = others.flatMap(({ directive }) => named(directive?.block ?? [], 'server_name'));
    if (!names) return [];
    return [
      {
        line: names.line,
        lastLine: names.lastLine,
        means: `No server_name lists ${host}, so the server with ssl_reject_handshake takes it and ends TLS with “unrecognized name”.`,
        ...instead(lines, names, `server_name ${[host, ...names.args].join(' ')};`),
      },
    ];
  },
};

const leafCertificate: Rule<NginxConfig> = {
  id: 'nginx-leaf-certificate',
  what: 'The certificate is sent without its intermediate',
  gives: ['certificate'],
  hits: (config, lines) =>
    certificates(config)
      .filter(({ args }) => /\/(?:cert\d*\.pem|cert\.crt)$/.test(args[0] ?? ''))
      .map((line) => ({
        line: line.line,
        lastLine: line.lastLine,
        means:
          'cert.pem holds the certificate alone. Browsers often have the intermediate from elsewhere; programs and phones do not, and refuse. Send fullchain.pem.',
        ...instead(
          lines,
          line,
          `ssl_certificate ${(line.args[0] ?? '').replace(/cert(\d*)\.(?:pem|crt)$/, 'fullchain$1.pem')};`,
        ),
      })),
};

const certificates = (config: NginxConfig) => everywhere(config, 'ssl_certificate');

const pinnedCertificate: Rule<NginxConfig> = {
  id: 'nginx-pinned-certificate',
  what: 'One issue of the certificate is named, and renewals are not seen',
  gives: ['certificate'],
  hits: (config, lines) =>
    certificates(config).flatMap((line) => {
      const [, name] =
        /\/letsencrypt\/archive\/([^/]{1,200})\/\w{1,60}\d\.pem$/.exec(line.args[0] ?? '') ?? [];
      if (name === undefined) return [];
      return [
        {
          line: line.line,
          lastLine: line.lastLine,
          means:
            'The folder archive keeps each issue under its number, so this one stays when the certificate is renewed, until it expires. The folder live always has the current one.',
          ...instead(lines, line, `ssl_certificate /etc/letsencrypt/live/${name}/fullchain.pem;`),
        },
      ];
    }),
};

const ownCertificate: Rule<NginxConfig> = {
  id: 'nginx-own-certificate',
  what: 'A certificate that nobody outside trusts',
  gives: ['certificate'],
  hits: (config) =>
    certificates(config)
      .filter(({ args }) => /snakeoil|self-?_?signed/i.test(args[0] ?? ''))
      .map(({ line, lastLine }) => ({
        line,
        lastLine,
        means:
          'By its name this certificate is self-signed. A person can click a warning away for a page; a socket just fails.',
      })),
};

const isPrivate = (host: string) =>
  /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|localhost$|\[::1\])/.test(host);

const privateBackendPublicRoots: Rule<NginxConfig> = {
  id: 'nginx-private-backend-roots',
  what: 'A private backend is checked against public authorities',
  gives: ['certificate'],
  hits: (config) =>
    config.places.flatMap((place) => {
      const target = targetOf(proxyPass(place));
      const verify = effective(place.levels, 'proxy_ssl_verify').at(-1);
      const roots = effective(place.levels, 'proxy_ssl_trusted_certificate').at(-1);
      if (target?.scheme !== 'https' || verify?.args[0] !== 'on' || !roots) return [];
      if (!/\/(?:ca-certificates\.crt|ca-bundle\.crt|tls-ca-bundle\.pem)$/.test(roots.args[0] ?? ''))
        return [];
      const group = upstream(config, target.host);
      const hosts = group
        ? named(group.block ?? [], 'server').map(({ args }) => args[0] ?? '')
        : [target.host];
      if (!hosts.every(isPrivate)) return [];
      return [
        {
          line: roots.line,
          lastLine: roots.lastLine,
          means:
            'No public authority signs for a private address, so nginx refuses the backend’s certificate and answers 502. Name the file of the authority that signed it, or the certificate itself.',
        },
      ];
    }),
};

const contentSecurityPolicy: Rule<NginxConfig> = {
  id: 'nginx-csp',
  what: 'The Content-Security-Policy leaves the socket out',
  gives: ['csp'],
  hits: (config, lines) => {
    const names = config.servers.flatMap((server) => server.names);
    return everywhere(config, 'add_header')
      .filter(({ args }) => args[0]?.toLowerCase() === 'content-security-policy')
      .flatMap((line) => socketLeftOut(line.args[1] ?? '', config.asked, names, line, lines));
  },
};

const backendNameNotSent: Rule<NginxConfig> = {
  id: 'nginx-backend-name-not-sent',
  what: 'No server name is sent to the backend in TLS',
  gives: [],
  hits: (config) =>
    config.places.flatMap((place) => {
      const pass = proxyPass(place);
      const isOn = effective(place.levels, 'proxy_ssl_server_name').at(-1)?.args[0] === 'on';
      if (!pass || targetOf(pass)?.scheme !== 'https' || isOn) return [];
      return [
        {
          line: pass.line,
          lastLine: pass.lastLine,
          means:
            'If the backend chooses its certificate by name, TLS to it fails. Then set proxy_ssl_server_name on and proxy_ssl_name to its name.',
        },
      ];
    }),
};

const schemeNotPassed: Rule<NginxConfig> = {
  id: 'nginx-scheme-not-passed',
  what: 'The application does not learn that the page is on https',
  gives: [],
  hits: (config) =>
    config.places.flatMap((place) => {
      const headers = effective(place.levels, 'proxy_set_header');
      const isKnown = headers.some(({ args }) =>
        /^(?:x-forwarded-proto|x-forwarded-scheme|forwarded)$/i.test(args[0] ?? ''),
      );
      const isSecure = named(place.server.directive?.block ?? [], 'listen').some(isTls);
      const last = headers.at(-1);
      if (!isSecure || isKnown || !last || !proxyPass(place)) return [];
      return [
        {
          line: last.line,
          lastLine: last.lastLine,
          means:
            'If the application compares the scheme too, as Rails and Django do, it refuses the socket. Then add: proxy_set_header X-Forwarded-Proto $scheme;',
        },
      ];
    }),
};

/** The rules of this file. */
export const tlsRules: readonly Rule<NginxConfig>[] = [
  listenWithoutTls,
  listenWithTls,
  plainToTlsBackend,
  proxyProtocol,
  oldProtocols,
  nameRejected,
  leafCertificate,
  pinnedCertificate,
  ownCertificate,
  privateBackendPublicRoots,
  contentSecurityPolicy,
  backendNameNotSent,
  schemeNotPassed,
];
