/** Where the drawing goes; renderer/canvas fills it. */
export function CanvasSlot() {
  return <div />;
}
