import type { Route } from '../../kernel/http/route.ts';
import { carrierRoutes } from './carriers/routes.ts';
import { purchasingRoutes } from './purchasing/routes.ts';
import { transportRoutes } from './transport/routes.ts';

export const routes: Route[] = [...carrierRoutes, ...transportRoutes, ...purchasingRoutes];
