import { isJsonObject, type JsonObject } from '../../../shared/graph/index.ts';
import { pointerTo } from '../unsaid.ts';
import type { Reader } from './reader.ts';

/** A message or operation with its traits: JSON Merge Patch (RFC 7386) of what the object itself says over its traits. */
export function mergeTraits(reader: Reader, object: JsonObject, pointer: string): JsonObject {
  const { traits, ...own } = object;
  if (!Array.isArray(traits)) return object;
  let merged: JsonObject = {};
  for (const [index, trait] of (traits as unknown[]).entries()) {
    const found = reader.resolve({ value: trait, pointer: pointerTo(pointer, 'traits', index) });
    if (found && isJsonObject(found.value)) merged = patched(merged, found.value);
  }
  return patched(merged, own);
}

function patched(target: JsonObject, patch: JsonObject): JsonObject {
  const result = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(patch)) {
    const before = result.get(key);
    if (value === null) result.delete(key);
    else result.set(key, isJsonObject(value) && isJsonObject(before) ? patched(before, value) : value);
  }
  return Object.fromEntries(result);
}
