import type { ComponentType } from 'react';
import { words, type Words } from '../../src/kernel/words.ts';
import type { Post } from '../../src/kernel/posts.ts';
import type { Rights } from '../ui/rights.ts';

/** Where a page hangs in the frame. */
export type Place = 'sales' | 'service' | 'operations' | 'logistics' | 'finance' | 'people' | 'registers' | 'rulebook' | 'board' | 'settings';

/** One page of a chapter. `path` is the address, with `$id` parameters; its code is loaded when it is opened. */
export interface ChapterPage {
  readonly place: Place;
  readonly path: string;
  readonly title: Words;
  /** Stands in the navigation at this rank; pages without are reached from others. */
  readonly nav?: number;
  /** What it cannot be shown without (`GET /orders`): whoever may not read that does not see the page in the navigation. Every page with a rank has it. */
  readonly reads?: readonly string[];
  /** Whose work it is, among those who may read it; everyone's when absent. */
  readonly posts?: readonly Post[];
  readonly load: () => Promise<{ default: ComponentType }>;
}

// Every folder brings its own list of pages; nobody edits a central one.
const found = import.meta.glob<{ pages: readonly ChapterPage[] }>(['../chapters/**/pages.ts', '../registers/**/pages.ts', '../regulation/**/pages.ts'], { eager: true });

export const chapterPages: readonly ChapterPage[] = Object.entries(found).flatMap(([, file]) => file.pages);

export const places: readonly { key: Place; title: Words; short: Words }[] = [
  { key: 'sales', title: words('销售', 'Sales'), short: words('销', 'Sa') },
  { key: 'service', title: words('客服', 'Service'), short: words('服', 'Se') },
  { key: 'operations', title: words('运营', 'Operations'), short: words('营', 'Op') },
  { key: 'logistics', title: words('物流', 'Logistics'), short: words('物', 'Lo') },
  { key: 'finance', title: words('财务', 'Finance'), short: words('财', 'Fi') },
  { key: 'people', title: words('人员', 'People'), short: words('人', 'Pe') },
  { key: 'registers', title: words('资料', 'Registers'), short: words('资', 'Re') },
  { key: 'rulebook', title: words('规章', 'Rulebook'), short: words('规', 'Ru') },
  { key: 'board', title: words('看板', 'Board'), short: words('板', 'Bo') },
  { key: 'settings', title: words('设置', 'Settings'), short: words('设', 'St') },
];

/** The posts of a person, and what they may not do. */
export interface Viewer {
  readonly posts: readonly Post[];
  readonly rights: Rights;
}

export interface NavPage {
  readonly title: Words;
  readonly href: string;
}

/** Pages of a place that a person sees in the navigation, in order: what he may read and what is the work of his posts. */
export function navOf(place: Place, { posts, rights }: Viewer, pages: readonly ChapterPage[] = chapterPages): NavPage[] {
  return pages
    .filter((p) => p.place === place && p.nav !== undefined && (!p.posts || posts.includes('administrator') || p.posts.some((x) => posts.includes(x))))
    .filter((p) => !p.reads?.some((read) => rights[read]))
    .toSorted((a, b) => a.nav! - b.nav!)
    .map((p) => ({ title: p.title, href: p.path }));
}
