import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { delimiter } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { ExecutionContext } from 'ava';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

import { tempFolder } from './temp-folder.ts';

/** What tools/install-test-needs installs, or what a machine has instead. */
const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** It asks nothing of the network by itself. */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: program(), args: quiet, headless: true });

function program(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (found === undefined)
    throw new Error(`no browser: one of ${names.join(', ')} has to be in PATH (tools/install-test-needs)`);
  return found;
}

/** A page opened from a file, as an auditor opens it, and all that went wrong in it or left it. */
export interface OpenPage {
  readonly page: Page;
  /** Errors, lines on the console, dialogs, and requests for anything but the file. */
  readonly trouble: string[];
}

export async function openPage(
  t: ExecutionContext,
  browser: Browser,
  text: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const path = join(tempFolder(t), 'report.html');
  writeFileSync(path, text);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  t.teardown(() => context.close());
  const page = await context.newPage();
  const url = pathToFileURL(path).href;
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(error.message));
  page.on('console', (message) => trouble.push(message.text()));
  page.on('dialog', (dialog) => {
    trouble.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) trouble.push(`asked for ${request.url()}`);
  });
  await page.goto(url);
  return { page, trouble };
}
