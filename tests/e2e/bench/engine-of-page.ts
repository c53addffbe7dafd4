import type { Page } from '@playwright/test';
import { engineSocket } from '../../../shared/contract/index.ts';
import { connectToServed, type ServedEngine } from '../../support/served-engine.ts';

/** The engine that a page in a browser talks to, by a connection of our own beside the page's. */
export async function connectBeside(page: Page): Promise<ServedEngine> {
  const { origin, token } = await page.evaluate(() => ({
    origin: location.origin,
    token: sessionStorage.getItem('topicraft-launch-token') ?? '',
  }));
  return await connectToServed(`${origin}/#${engineSocket.tokenParameter}=${token}`);
}
