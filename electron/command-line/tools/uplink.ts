/** The command line of the tools (`uplink publish`, `play`, `serve`, `probe`): plain Node, no window, no Electron. */
import packageFile from '../../../package.json' with { type: 'json' };
import type { ExitCode } from '../../../shared/live/words/exit-codes.ts';
import { toolHelp } from './words/help.ts';
import { parseToolArguments, type ToolRun } from './words/options.ts';
import { Terminal, tolerateClosedPipes, unexpected } from './words/terminal.ts';

/** Ends the tool in any case when it was interrupted twice. */
const interruptedCode = 130;

/** How long sockets and files may take to close after the last word. */
const closeLimitMillis = 1000;

/** Runs what the arguments ask for; the exit code. */
async function main(args: readonly string[]): Promise<ExitCode> {
  const run = parseToolArguments(args);
  if (!run.ok) return new Terminal({ json: false }).complain(run.error);
  switch (run.value.kind) {
    case 'help':
      process.stdout.write(toolHelp(run.value.command));
      return 0;
    case 'version':
      process.stdout.write(`${packageFile.version}\n`);
      return 0;
    case 'publish':
    case 'play':
    case 'serve':
    case 'probe':
      return runCommand(run.value);
  }
}

async function runCommand(run: Exclude<ToolRun, { kind: 'help' | 'version' }>): Promise<ExitCode> {
  const terminal = new Terminal({ json: run.kind === 'serve' ? run.options.jsonStats : run.options.json });
  const interrupt = interruptOnSignals();
  try {
    switch (run.kind) {
      case 'publish':
        return await (await import('./publish/command.ts')).runPublish(run.options, terminal, interrupt);
      case 'play':
        return await (await import('./play.ts')).runPlay(run.options, terminal, interrupt);
      case 'probe':
        return await (await import('./probe/command.ts')).runProbe(run.options, terminal, interrupt);
      case 'serve':
        return await (await import('./serve.ts')).runServe(run.options, terminal, interrupt);
    }
  } catch (thrown) {
    return terminal.complain(unexpected(thrown));
  }
}

/** The first signal asks for a clean end, the second one ends at once. A reader that went away counts as a signal. */
function interruptOnSignals(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(interruptedCode);
    controller.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
  tolerateClosedPipes(() => controller.abort());
  return controller.signal;
}

process.exitCode = await main(process.argv.slice(2));
// Whatever is still open then has had its time to close.
setTimeout(() => process.exit(), closeLimitMillis).unref();
