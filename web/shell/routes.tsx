import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, type RouteComponent } from '@tanstack/react-router';
import { chapterPages } from './chapter-pages.ts';
import { Frame } from './frame.tsx';
import { MyWorkPage } from './my-work/my-work-page.tsx';
import { parseSearch, stringifySearch } from './address.ts';
import { NotFoundPage } from './not-found.tsx';

const root = createRootRoute({ component: () => <Frame><Outlet /></Frame>, notFoundComponent: NotFoundPage });

// Each page of a chapter is a chunk of its own: people load what they open.
const chapters = chapterPages.map((page) =>
  createRoute({ getParentRoute: () => root, path: page.path, component: lazyRouteComponent(page.load, 'default') as RouteComponent }),
);
const home = createRoute({ getParentRoute: () => root, path: '/', component: MyWorkPage });

export const makeRouter = () =>
  createRouter({ routeTree: root.addChildren([home, ...chapters]), defaultPreload: false, scrollRestoration: false, parseSearch, stringifySearch });
