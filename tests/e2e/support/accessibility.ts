import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

const themes = ['dark', 'light'] as const;

/** Axe inside the page alone: it would end its work in a page of its own, and Electron has no way to open one. */
function axeOn(page: Page): AxeBuilder {
  return new AxeBuilder({ page }).setLegacyMode(true);
}

/** No serious or critical finding of axe in what is shown now, in both themes. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const { violations } = await axeOn(page).analyze();
    const findings = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
      );
    expect.soft(findings, `${state}, ${theme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'dark' });
}
