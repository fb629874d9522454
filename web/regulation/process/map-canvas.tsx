import { useEffect, useMemo, useState } from 'react';
import { Background, Controls, MarkerType, Position, ReactFlow, type Edge, type Node } from '@xyflow/react';
import ELK from 'elkjs/lib/elk.bundled.js';
import '@xyflow/react/dist/style.css';
import { lengthText, numberText } from '../../ui/format.ts';
import { useLanguage } from '../../ui/language.tsx';
import { BlockSkeleton } from '../../ui/skeletons.tsx';
import { pathsShown, slownessOf, widthOf } from './map-layout.ts';
import { meantBy, type DrawnMap } from './drawn-map.ts';
import type { Meant } from './meant.ts';

interface Props {
  readonly map: DrawnMap;
  /** How many paths are drawn. */
  readonly paths: number;
  readonly onPick: (meant: Meant) => void;
}

const BOX = { width: 148, height: 46 };
/** A longer map is moved about rather than shown too small to be read. */
const READABLE_ZOOM = 0.55;
const elk = new ELK();

/** The map drawn: steps as boxes, paths as lines as wide as they are used and as warm as cases wait on them. */
export default function MapCanvas({ map, paths, onPick }: Props) {
  const { t, tw, language } = useLanguage();
  const [drawn, setDrawn] = useState<{ key: string; nodes: Node[]; edges: Edge[] } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const graph = useMemo(() => {
    const shown = pathsShown(map.edges, paths);
    const most = Math.max(1, ...shown.map((e) => e.count));
    const wait = (e: DrawnMap['edges'][number]): number | null => (e.waitingWork ?? e.waiting).median;
    const slow = slownessOf(shown.map(wait));
    const used = new Set(shown.flatMap((e) => [e.from, e.to]));
    if (shown.length === 0) for (const n of map.nodes) used.add(n.activity);
    const steps = map.nodes.filter((n) => used.has(n.activity));
    const begins = steps.filter((n) => n.starts > 0).toSorted((a, b) => b.starts - a.starts).slice(0, 3);
    const ends = steps.filter((n) => n.ends > 0).toSorted((a, b) => b.ends - a.ends).slice(0, 5);
    const nodes = [
      ...steps.map((n) => ({ id: `n${n.activity}`, label: `${tw(map.activities[n.activity]!.words)}\n${numberText(n.count)}${n.stay === null ? '' : ` · ${lengthText(n.stay, language)}`}`, said: t(`${tw(map.activities[n.activity]!.words)}，${n.count} 次`, `${tw(map.activities[n.activity]!.words)}, ${n.count} times`), kind: 'step' })),
      ...(begins.length > 0 ? [{ id: 'begin', label: t('开始', 'Begin'), said: t('开始', 'Begin'), kind: 'end' }] : []), ...(ends.length > 0 ? [{ id: 'end', label: t('结束', 'End'), said: t('结束', 'End'), kind: 'end' }] : []),
    ];
    const edges = [
      ...shown.map((e) => {
        const length = wait(e) === null ? '' : ` · ${lengthText(wait(e)!, language)}`;
        return { id: `e${e.from}-${e.to}`, source: `n${e.from}`, target: `n${e.to}`, label: `${numberText(e.count)}${length}`, width: widthOf(e.count, most), colour: `color-mix(in srgb, var(--soon) ${slow(wait(e))}%, var(--paused))`, dashed: false,
          said: t(`从 ${tw(map.activities[e.from]!.words)} 到 ${tw(map.activities[e.to]!.words)}，${e.count} 次${length}`, `From ${tw(map.activities[e.from]!.words)} to ${tw(map.activities[e.to]!.words)}, ${e.count} times${length}`) };
      }),
      ...begins.map((n) => ({ id: `b${n.activity}`, source: 'begin', target: `n${n.activity}`, label: numberText(n.starts), width: widthOf(n.starts, most), colour: 'var(--edge)', dashed: true, said: '' })),
      ...ends.map((n) => ({ id: `x${n.activity}`, source: `n${n.activity}`, target: 'end', label: numberText(n.ends), width: widthOf(n.ends, most), colour: 'var(--edge)', dashed: true, said: '' })),
    ];
    return { key: `${map.drawing} ${language} ${shown.length} ${map.events} ${map.cases}`, nodes, edges };
  }, [map, paths, language, t, tw]);

  useEffect(() => {
    let gone = false;
    void elk.layout({
      id: 'root', layoutOptions: { 'elk.algorithm': 'layered', 'elk.direction': 'DOWN', 'elk.layered.spacing.nodeNodeBetweenLayers': '64', 'elk.spacing.nodeNode': '56', 'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST', 'elk.layered.wrapping.strategy': 'MULTI_EDGE', 'elk.aspectRatio': '2.2' },
      children: graph.nodes.map((n) => ({ id: n.id, ...(n.kind === 'end' ? { width: 72, height: 30 } : BOX) })),
      edges: graph.edges.map((e) => ({ id: e.id, sources: [e.source], targets: [e.target] })),
    }).then((laid) => {
      if (gone) return;
      const at = new Map((laid.children ?? []).map((c) => [c.id, { x: c.x ?? 0, y: c.y ?? 0 }]));
      setDrawn({
        key: graph.key,
        nodes: graph.nodes.map((n) => ({ id: n.id, position: at.get(n.id)!, data: { label: n.label }, sourcePosition: Position.Bottom, targetPosition: Position.Top, className: n.kind === 'end' ? 'dz-map-end' : 'dz-map-step',
          draggable: false, connectable: false, selectable: n.kind === 'step', focusable: n.kind === 'step', ariaLabel: n.said, width: n.kind === 'end' ? 72 : BOX.width, height: n.kind === 'end' ? 30 : BOX.height })),
        edges: graph.edges.map((e) => ({ id: e.id, source: e.source, target: e.target, label: e.label, type: 'default', selectable: e.said !== '', focusable: e.said !== '', ariaLabel: e.said,
          style: { strokeWidth: e.width, stroke: e.colour, ...(e.dashed ? { strokeDasharray: '4 4' } : {}) }, markerEnd: { type: MarkerType.ArrowClosed, color: e.colour, width: 14, height: 14, markerUnits: 'userSpaceOnUse' },
          labelStyle: { fill: 'var(--ink)', fontSize: 11 }, labelBgStyle: { fill: 'var(--surface)', fillOpacity: 0.9 } })),
      });
    }, (error: unknown) => !gone && setFailed(String(error)));
    return () => {
      gone = true;
    };
  }, [graph]);

  if (failed) return <p className="dz-breach">{t('流程图排不出来，请看“路径”一页的列表。', 'The map cannot be laid out; the list under “Paths” holds the same.')} {failed}</p>;
  if (!drawn) return <BlockSkeleton lines={10} />;
  return (
    <div className="dz-map-canvas" role="application" aria-label={t('流程图：Tab 走到步骤或路径，回车看其案例', 'Process map: Tab to a step or path, Enter for its cases')}>
      <ReactFlow key={drawn.key} defaultNodes={drawn.nodes} defaultEdges={drawn.edges} fitView fitViewOptions={{ minZoom: READABLE_ZOOM, maxZoom: 1 }} minZoom={0.1} nodesConnectable={false} deleteKeyCode={null} proOptions={{ hideAttribution: false }}
        onSelectionChange={({ nodes, edges }) => {
          const [node] = nodes;
          const [edge] = edges;
          const pick = (meant: Meant | null) => meant && onPick(meant);
          if (node?.id.startsWith('n')) pick(meantBy(map.drawing, Number(node.id.slice(1))));
          else if (edge?.id.startsWith('e')) {
            const [a, b] = edge.id.slice(1).split('-').map(Number);
            pick(meantBy(map.drawing, a!, b!));
          }
        }}>
        <Background />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}
