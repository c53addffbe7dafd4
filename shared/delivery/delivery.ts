import type { DeliverableRecord, Delivery, DeliveryOptions, DeliveryPorts, DeliverySettings } from './types.ts';

/** The delivery of one consumer instance. It owns its timers through `ports.clock`, and holds none once drained. */
export function createDelivery<RecordType extends DeliverableRecord>(
  _settings: DeliverySettings,
  _ports: DeliveryPorts<RecordType>,
  _options: DeliveryOptions = {},
): Delivery<RecordType> {
  throw new Error('Delivery is not written yet.');
}
