/** What the shop sells, in euro cents. A handler gets code like this by import; it is bundled with the handler. */
const pricesCents: Readonly<Record<string, number>> = {
  'sku-1001': 1290,
  'sku-1002': 2450,
  'sku-1003': 799,
  'sku-2001': 5900,
  'sku-2002': 12_900,
  'sku-3001': 349,
};

export const skus = Object.keys(pricesCents);

export interface Item {
  sku: string;
  quantity: number;
}

/** @throws where a sku is not in the catalogue: whoever asks cannot go on with such an order. */
export function priceCents(items: readonly Item[]): number {
  return items.reduce((sum, { sku, quantity }) => {
    const price = pricesCents[sku];
    if (price === undefined) throw new Error(`${sku} is not in the catalogue, so it has no price`);
    return sum + price * quantity;
  }, 0);
}
