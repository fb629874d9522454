import type { Route } from '../../kernel/http/route.ts';
import { carrierRoutes } from './carriers/routes.ts';
import { transportRoutes } from './transport/routes.ts';

export const routes: Route[] = [...carrierRoutes, ...transportRoutes];
