import type { EdgeContext } from '@multilith/edge';

/** Every context of the shop. */
export const contexts: Readonly<Record<string, EdgeContext>> = {
  catalog: {
    module: () => import('@modules/catalog').then(({ CatalogModule }) => CatalogModule),
    api: () => import('@modules/catalog/api').then(({ CatalogApiModule, sdl }) => ({ module: CatalogApiModule, sdl })),
  },
  customers: {
    module: () => import('@modules/customers').then(({ CustomersModule }) => CustomersModule),
    api: () =>
      import('@modules/customers/api').then(({ CustomersApiModule, sdl }) => ({ module: CustomersApiModule, sdl })),
  },
  inventory: {
    module: () => import('@modules/inventory').then(({ InventoryModule }) => InventoryModule),
    api: () =>
      import('@modules/inventory/api').then(({ InventoryApiModule, sdl }) => ({ module: InventoryApiModule, sdl })),
  },
  notifications: {
    module: () => import('@modules/notifications').then(({ NotificationsModule }) => NotificationsModule),
    api: () =>
      import('@modules/notifications/api').then(({ NotificationsApiModule, sdl }) => ({
        module: NotificationsApiModule,
        sdl,
      })),
  },
  orders: {
    module: () => import('@modules/orders').then(({ OrdersModule }) => OrdersModule),
    api: () => import('@modules/orders/api').then(({ OrdersApiModule, sdl }) => ({ module: OrdersApiModule, sdl })),
  },
  payments: {
    module: () => import('@modules/payments').then(({ PaymentsModule }) => PaymentsModule),
    api: () =>
      import('@modules/payments/api').then(({ PaymentsApiModule, sdl }) => ({ module: PaymentsApiModule, sdl })),
  },
  reporting: {
    module: () => import('@modules/reporting').then(({ ReportingModule }) => ReportingModule),
    api: () =>
      import('@modules/reporting/api').then(({ ReportingApiModule, sdl }) => ({ module: ReportingApiModule, sdl })),
  },
  shipping: {
    module: () => import('@modules/shipping').then(({ ShippingModule }) => ShippingModule),
    api: () =>
      import('@modules/shipping/api').then(({ ShippingApiModule, sdl }) => ({ module: ShippingApiModule, sdl })),
  },
};
