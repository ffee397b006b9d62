import { handshakeCommand } from '../wire/handshake-command.ts';
import { forShell } from './shell.ts';
import type { Shell } from './shell.ts';

export interface ToolCommand {
  tool: string;
  /** What its output tells that a browser keeps from script. */
  tells: string;
  run: string;
  /** Whether it only makes sense for wss. */
  needsTls: boolean;
}

/**
 * The command that downloads the doctor and runs it.
 * @param file address of its file
 */
export function doctorCommand(shell: Shell, file: string, address = 'wss://app.example/ws'): string {
  const curl = shell === 'bash' ? 'curl' : 'curl.exe';
  // The PowerShell that comes with Windows has no &&.
  const then = shell === 'PowerShell' ? ';' : ' &&';
  return `${curl} -fsSLO ${file}${then} node doctor.mjs ${address}`;
}

/**
 * The commands that tell what a browser cannot, for the example endpoint; the page puts the reader's own in its place,
 * as plainEndpoint lets it pass: nothing that a shell treats specially.
 * @param file address of the doctor's file
 */
export function toolCommands(shell: Shell, file: string): ToolCommand[] {
  return [
    {
      tool: 'The doctor',
      tells:
        'all of it, with the likeliest causes: DNS, TCP, TLS, the status, headers and body of the answer, and who sent it. It needs Node.',
      run: doctorCommand(shell, file),
      needsTls: false,
    },
    ...commands.map((command) => ({ ...command, run: forShell(command.run, shell) ?? command.run })),
  ];
}

const commands: readonly ToolCommand[] = [
  {
    tool: 'curl',
    tells:
      'the status and the headers of the answer; a refused connection, a certificate or TLS error by name.',
    run: `${handshakeCommand} -H 'Origin: https://app.example' https://app.example/ws`,
    needsTls: false,
  },
  {
    tool: 'websocat',
    tells: 'whether it opens outside a browser. Then type a line and see what comes back.',
    run: "websocat -v --header 'Origin: https://app.example' wss://app.example/ws",
    needsTls: false,
  },
  {
    tool: 'wscat',
    tells: 'the same with Node. “Unexpected server response:” is followed by the status.',
    run: 'npx wscat --origin https://app.example --connect wss://app.example/ws',
    needsTls: false,
  },
  {
    tool: 'openssl',
    tells: 'the certificate chain and the TLS alert. “Verify return code” says whether it is trusted.',
    run: 'openssl s_client -connect app.example:443 -servername app.example -alpn http/1.1 </dev/null',
    needsTls: true,
  },
];
