/** Tomcat inside of a program, from Debian's packages. They bring a compiler along (Eclipse's, for JSP), so a runtime environment is enough. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../folders.ts';
import { findProgram, packageVersion, startDaemon } from '../programs/program.ts';
import type { CaseBackendOptions, RunningBackend, Runtime, StartBackend } from './backend.ts';

const run = promisify(execFile);
const jars = '/usr/share/java';
const tomcatPackage = 'libtomcat10-java';
const compiler = ['-cp', join(jars, 'eclipse-jdt-core.jar'), 'org.eclipse.jdt.internal.compiler.batch.Main'];

/** What Tomcat's core and its WebSocket part need. */
const classPath = [
  ...['annotations-api', 'api', 'catalina', 'coyote', 'el-api', 'jaspic-api', 'jni', 'juli', 'servlet-api'],
  ...['util', 'util-scan', 'websocket', 'websocket-api', 'websocket-client-api'],
]
  .map((name) => join(jars, `tomcat10-${name}.jar`))
  .join(':');

async function startTomcatProgram({ file, folder, port }: CaseBackendOptions): Promise<RunningBackend> {
  const java = await findProgram('java', 'default-jre-headless');
  const classes = join(folder, 'classes');
  const parameters = ['-17', '-proc:none', '-nowarn', '-cp', classPath, '-d', classes, file];
  await run(java, [...compiler, ...parameters]).catch((error: unknown) => {
    throw new Error(
      `Could not compile ${file}: ${(error as { stderr?: string }).stderr?.trim() ?? String(error)}. Debian has the libraries and the compiler in the package ${tomcatPackage}.`,
    );
  });
  const { stop } = await startDaemon(java, ['-cp', `${classes}:${classPath}`, 'Main', String(port)], {
    folder,
    ports: [port],
  });
  // Tomcat loads much of itself at the first request, which on a busy machine takes longer than an observer waits.
  await fetch(`http://127.0.0.1:${port}/`).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { stop };
}

/** Version of Tomcat, as Debian's package has it. */
export async function tomcatVersions(): Promise<Record<string, string>> {
  return { tomcat: await packageVersion(tomcatPackage, /^([^-]+)/) };
}

/** A case's own class `Main`, which starts Tomcat. */
export const tomcatRuntime: Runtime = { start: startTomcatProgram, versions: tomcatVersions };

/** Tomcat with an echo endpoint at /ws, and its own 404 page elsewhere. */
export const startTomcat: StartBackend = async ({ port }) =>
  startTomcatProgram({
    file: join(import.meta.dirname, 'tomcat.java'),
    folder: await makeFolder(`tomcat-${port}`),
    port,
  });
