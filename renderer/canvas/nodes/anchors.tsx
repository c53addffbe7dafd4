/**
 * What React Flow looks for in a node to tie edges to: without it no edge is drawn. For nodes that no wire can be drawn
 * from at present; a real port costs more.
 */
export function Anchors({ inward, outward }: { inward: boolean; outward: boolean }) {
  return (
    <>
      {inward && <span className="target" data-handleid="left" data-handlepos="left" />}
      {outward && <span className="source" data-handleid="right" data-handlepos="right" />}
    </>
  );
}
