/** Checks that the system has what Electron and the tests need; installs it as root where there is apt-get. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { run } from './processes.mjs';
import { say, step } from './progress.mjs';

/** Exit code of a start that the user must help along by installing system packages (EX_UNAVAILABLE). */
export const MISSING_SYSTEM_PACKAGES = 69;

const LIBRARIES = ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libatk-bridge2.0-0', 'libxss1'];
const NGINX_RTMP_MODULE = '/usr/lib/nginx/modules/ngx_rtmp_module.so';
/** What shows that a package without a program of its own is there: every Debian package leaves its terms here. */
const TERMS = '/usr/share/doc';
const TEST_PEERS = [
  ['nginx', 'nginx'],
  [NGINX_RTMP_MODULE, 'libnginx-mod-rtmp'],
  ['ffmpeg', 'ffmpeg'],
  ['pulseaudio', 'pulseaudio'],
  ['pactl', 'pulseaudio-utils'],
  ['chromium', 'chromium'],
  ['xdotool', 'xdotool'],
  ['gst-launch-1.0', 'gstreamer1.0-tools'],
  [`${TERMS}/gstreamer1.0-plugins-base`, 'gstreamer1.0-plugins-base'],
  [`${TERMS}/gstreamer1.0-plugins-good`, 'gstreamer1.0-plugins-good'],
  [`${TERMS}/gstreamer1.0-plugins-bad`, 'gstreamer1.0-plugins-bad'],
  ['rtmpdump', 'rtmpdump'],
  ['rtmpsrv', 'rtmpdump'],
  ['tshark', 'tshark'],
];

/** Whether this session has no screen to draw on and needs a virtual one. */
export function needsVirtualDisplay() {
  return process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY'];
}

/** True for the superuser, whose Chromium refuses to sandbox itself. */
export function isRoot() {
  return process.getuid?.() === 0;
}

/**
 * Makes sure of the libraries `executable` links to, of xvfb where it is needed, and, for `purpose` 'test', of
 * the test peers. Returns false after telling the user the one line to run, when it could not help itself.
 */
export async function ensureSystemPackages({ executable, purpose }) {
  if (process.platform !== 'linux') return true;
  const missing = await missingPackages(executable, purpose);
  if (missing.length === 0) return true;
  const names = await todaysNames(missing);
  const line = `apt-get update && apt-get install -y ${names.join(' ')}`;
  if (!existsSync('/usr/bin/apt-get') || !isRoot()) {
    say(`This system lacks: ${missing.join(', ')}. On Debian or Ubuntu, run this and start again:`);
    say(`  sudo sh -c '${line}'`);
    return false;
  }
  await step(`Installing ${names.join(' ')}`, (report) => install(missing, report));
  const still = await missingPackages(executable, purpose);
  if (still.length > 0) say(`Still missing after the installation: ${still.join(', ')}. Run: ${line}`);
  return still.length === 0;
}

async function missingPackages(executable, purpose) {
  const missing = [];
  const { output } = await run('ldd', [executable], { mayFail: true });
  if (output.includes('not found')) missing.push(...LIBRARIES);
  if (needsVirtualDisplay() || purpose === 'test') {
    if (!isInstalled('xvfb-run')) missing.push('xvfb');
    if (!isInstalled('xauth')) missing.push('xauth');
  }
  if (purpose === 'test') {
    for (const [program, name] of TEST_PEERS) if (!isInstalled(program) && !missing.includes(name)) missing.push(name);
  }
  return missing;
}

function isInstalled(program) {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return path.isAbsolute(program)
    ? existsSync(program)
    : folders.some((folder) => existsSync(path.join(folder, program)));
}

/** Newer releases renamed some libraries for 64-bit time; apt takes the new name only. */
async function todaysNames(names) {
  const chosen = [];
  for (const name of names) {
    const { output } = await run('apt-cache', ['pkgnames', `${name}t64`], { mayFail: true });
    chosen.push(output.split('\n').includes(`${name}t64`) ? `${name}t64` : name);
  }
  return chosen;
}

async function install(missing, report) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const onText = (text) => {
    const last = text.trim().split('\n').at(-1) ?? '';
    if (last !== '') report(last.slice(0, 60));
  };
  report('apt-get update');
  await run('apt-get', ['update', '-q'], { env, onText });
  const names = await todaysNames(missing);
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...names], { env, onText });
}
