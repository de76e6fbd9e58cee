import type { Traffic } from '../domain/session.ts';

/** What a connection and its sessions count up. */
export type TrafficCounter = { -readonly [Key in keyof Traffic]: Traffic[Key] };

export const newTraffic = (): TrafficCounter => ({ exchanges: 0, bytesSent: 0, bytesReceived: 0 });
