import { flag, listOf, number, shape, text, texts } from './keep.ts';

const targetRef = shape({ kind: text, namespace: text, name: text, uid: text });
const port = shape({ name: text, protocol: text, port: number, appProtocol: text });

export const endpointSlice = {
  addressType: text,
  ports: listOf(port),
  endpoints: listOf(
    shape({
      addresses: texts,
      conditions: shape({ ready: flag, serving: flag, terminating: flag }),
      hostname: text,
      nodeName: text,
      targetRef,
      zone: text,
      hints: shape({ forZones: listOf(shape({ name: text })), forNodes: listOf(shape({ name: text })) }),
    }),
  ),
};

const addresses = listOf(shape({ ip: text, hostname: text, nodeName: text, targetRef }));

/** `counted` stands for the subsets where the EndpointSlices say the same in detail. */
export const endpoints = {
  subsets: listOf(shape({ addresses, notReadyAddresses: addresses, ports: listOf(port) })),
  counted: shape({ ready: number, notReady: number }),
};
