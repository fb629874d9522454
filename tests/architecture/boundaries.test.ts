import { cruise, type IReporterOutput } from 'dependency-cruiser';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { chapters, layers, registers, sections, webMayImport } from '../../architecture.mjs';

const root = path.resolve(import.meta.dirname, '../..');
interface Module { source: string; dependencies: { resolved: string; module: string; typeOnly?: boolean }[] }
let modules: Module[] = [];

beforeAll(async () => {
  const result = await cruise(['src', 'web', 'bench', 'scripts'], {
    baseDir: root,
    doNotFollow: { path: 'node_modules' },
    // Tests may look behind every door; they are not part of who calls whom.
    exclude: { path: ['(^|/)(node_modules|dist|data)/', '\\.test\\.tsx?$'] },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'] },
  });
  modules = ((result as IReporterOutput).output as unknown as { modules: Module[] }).modules.filter((m) => /^(src|web|bench|scripts)\//.test(m.source));
}, 120_000);

const layerOf = (file: string): string | null => /^src\/([^/]+)\//.exec(file)?.[1] ?? null;
const chapterOf = (file: string): string | null => /^src\/chapters\/([^/]+)\//.exec(file)?.[1] ?? null;
const registerOf = (file: string): string | null => /^src\/registers\/([^/]+)\//.exec(file)?.[1] ?? null;
const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file);
const own = (file: string): boolean => file.startsWith('src/') && !isTest(file);

function breaches(rule: (from: string, to: string) => string | null): string[] {
  return modules.flatMap((m) => (isTest(m.source) ? [] : m.dependencies.flatMap((d) => {
    const why = rule(m.source, d.resolved);
    return why ? [`${m.source} → ${d.resolved}: ${why}`] : [];
  })));
}

describe('who may call whom', () => {
  test('modules were really read, with their imports', () => {
    expect(modules.filter((m) => own(m.source)).length).toBeGreaterThan(100);
    expect(modules.flatMap((m) => m.dependencies).length).toBeGreaterThan(300);
    const verb = modules.find((m) => m.source === 'src/kernel/verb.ts');
    expect(verb?.dependencies.map((d) => d.resolved)).toContain('src/kernel/tx.ts');
  });

  test('the folders of src/ are the layers of architecture.mjs, and no others', () => {
    expect(readdirSync(path.join(root, 'src')).sort()).toEqual(Object.keys(layers).sort());
    expect(readdirSync(path.join(root, 'src/chapters')).sort()).toEqual(Object.keys(chapters).sort());
    expect(readdirSync(path.join(root, 'src/registers')).sort()).toEqual(Object.keys(registers).sort());
    for (const [chapter, folders] of Object.entries(sections)) {
      const there = readdirSync(path.join(root, 'src/chapters', chapter), { withFileTypes: true }).filter((e) => e.isDirectory() && e.name !== 'migrations').map((e) => e.name);
      expect(there.sort(), chapter).toEqual([...folders].sort());
    }
  });

  test('a layer imports only the layers below it', () =>
    expect(breaches((from, to) => {
      const a = layerOf(from);
      const b = layerOf(to);
      if (!a || !b || a === b) return null;
      return (layers as Record<string, string[]>)[a]!.includes(b) ? null : `${a} may not import ${b}`;
    })).toEqual([]));

  test('a chapter imports of another chapter its facts, and below it its front door', () =>
    expect(breaches((from, to) => {
      const a = chapterOf(from);
      const b = chapterOf(to);
      if (!a || !b || a === b || to === `src/chapters/${b}/facts.ts`) return null;
      if (!(chapters as Record<string, string[]>)[a]!.includes(b)) return `${a} may not call ${b}`;
      return to === `src/chapters/${b}/index.ts` ? null : `only ${b}/index.ts and ${b}/facts.ts are open`;
    })).toEqual([]));

  test('a register imports of another register its front door, where listed', () =>
    expect(breaches((from, to) => {
      const a = registerOf(from);
      const b = registerOf(to);
      if (!a || !b || a === b || to === `src/registers/${b}/facts.ts`) return null;
      if (!(registers as Record<string, string[]>)[a]!.includes(b)) return `${a} may not call ${b}`;
      return to === `src/registers/${b}/index.ts` ? null : `only ${b}/index.ts is open`;
    })).toEqual([]));

  test('chapters reach registers through their front doors', () =>
    expect(breaches((from, to) => {
      const b = registerOf(to);
      if (!chapterOf(from) || !b) return null;
      return to === `src/registers/${b}/index.ts` || to === `src/registers/${b}/facts.ts` ? null : `only ${b}/index.ts and ${b}/facts.ts are open`;
    })).toEqual([]));

  test('the web imports contracts and plain values of the kernel, nothing else of the server', () => {
    const allowed = webMayImport.map((glob) => new RegExp(`^${glob.replaceAll('.', '\\.').replace('**/', '(?:.*/)?')}$`));
    expect(breaches((from, to) => (from.startsWith('web/') && to.startsWith('src/') && !allowed.some((a) => a.test(to)) ? 'not a contract' : null))).toEqual([]);
  });

  test('a contract imports nothing that a browser cannot run', () =>
    expect(breaches((from, to) =>
      /\/contract(-[a-z-]+)?\.ts$/.test(from) && from.startsWith('src/') && !/^node_modules\/zod|contract|^src\/kernel\/(words|schemas|posts|money)\.ts$/.test(to) ? 'not for a contract' : null)).toEqual([]));

  test('no cycles between sections', () => {
    const sectionOf = (file: string): string | null => /^src\/(?:chapters\/[^/]+\/[^/.]+|registers\/[^/]+|gateways\/[^/]+|kernel|regulation)(?=\/)/.exec(file)?.[0] ?? null;
    const edges = new Map<string, Set<string>>();
    for (const m of modules)
      for (const d of m.dependencies) {
        const a = sectionOf(m.source);
        const b = sectionOf(d.resolved);
        if (a && b && a !== b && !isTest(m.source) && !d.resolved.endsWith('/facts.ts') && !d.resolved.endsWith('contract.ts')) edges.set(a, (edges.get(a) ?? new Set()).add(b));
      }
    const seen = new Map<string, 'open' | 'done'>();
    const cycles: string[] = [];
    const visit = (node: string, trail: string[]): void => {
      if (seen.get(node) === 'done') return;
      if (seen.get(node) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(node)), node].join(' → '));
        return;
      }
      seen.set(node, 'open');
      for (const to of edges.get(node) ?? []) visit(to, [...trail, node]);
      seen.set(node, 'done');
    };
    for (const node of edges.keys()) visit(node, []);
    expect(cycles).toEqual([]);
  });
});
