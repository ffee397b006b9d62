/**
 * Java servers inside of a program, from Debian's packages. Tomcat's bring a compiler along (Eclipse's, for JSP), so a runtime environment is
 * enough.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../folders.ts';
import { findProgram, packageVersion, startDaemon } from '../programs/program.ts';
import type { Runtime, StartBackend } from './backend.ts';

const run = promisify(execFile);
const jars = '/usr/share/java';
const compiler = ['-cp', join(jars, 'eclipse-jdt-core.jar'), 'org.eclipse.jdt.internal.compiler.batch.Main'];

/** A server, as Debian has it. */
interface Library {
  /** Its name in the evidence. */
  name: string;
  /** The package whose version is the server's. */
  debianPackage: string;
  /** What it needs, as files of `/usr/share/java` without their ending. */
  jars: readonly string[];
}

/** A case's own class `Main`, which starts the server. */
function javaRuntime({ name, debianPackage, jars: names }: Library): Runtime {
  const classPath = names.map((each) => join(jars, `${each}.jar`)).join(':');
  return {
    start: async ({ file, folder, port }) => {
      const java = await findProgram('java', 'default-jre-headless');
      const classes = join(folder, 'classes');
      const parameters = ['-17', '-proc:none', '-nowarn', '-cp', classPath, '-d', classes, file];
      await run(java, [...compiler, ...parameters]).catch((error: unknown) => {
        throw new Error(
          `Could not compile ${file}: ${(error as { stderr?: string }).stderr?.trim() ?? String(error)}. Debian has the libraries in the package ${debianPackage}, and the compiler in libtomcat10-java.`,
        );
      });
      const { stop } = await startDaemon(java, ['-cp', `${classes}:${classPath}`, 'Main', String(port)], {
        folder,
        ports: [port],
      });
      // Such a server loads much of itself at the first request, which on a busy machine takes longer than an observer waits.
      await fetch(`http://127.0.0.1:${port}/`).catch(async (error: unknown) => {
        await stop();
        throw error;
      });
      return { stop };
    },
    versions: async () => ({ [name]: await packageVersion(debianPackage, /^(?:\d+:)?([^-]+)/) }),
  };
}

/** Tomcat's core and its WebSocket part. */
export const tomcatRuntime = javaRuntime({
  name: 'tomcat',
  debianPackage: 'libtomcat10-java',
  jars: [
    ...['annotations-api', 'api', 'catalina', 'coyote', 'el-api', 'jaspic-api', 'jni', 'juli', 'servlet-api'],
    ...['util', 'util-scan', 'websocket', 'websocket-api', 'websocket-client-api'],
  ].map((each) => `tomcat10-${each}`),
});

/** Jetty's server and its own WebSocket API. */
export const jettyRuntime = javaRuntime({
  name: 'jetty',
  debianPackage: 'libjetty9-extra-java',
  jars: [
    'servlet-api',
    ...['http', 'io', 'security', 'server', 'servlet', 'util'].map((each) => `jetty9-${each}`),
    ...['api', 'common', 'server', 'servlet'].map((each) => `jetty9-websocket-${each}`),
  ],
});

/** Netty's server and its HTTP codec. */
export const nettyRuntime = javaRuntime({
  name: 'netty',
  debianPackage: 'libnetty-java',
  jars: ['buffer', 'codec', 'codec-http', 'common', 'handler', 'resolver', 'transport'].map(
    (each) => `netty-${each}`,
  ),
});

/** Tomcat with an echo endpoint at /ws, and its own 404 page elsewhere. */
export const startTomcat: StartBackend = async ({ port }) =>
  tomcatRuntime.start({
    file: join(import.meta.dirname, 'tomcat.java'),
    folder: await makeFolder(`tomcat-${port}`),
    port,
  });
