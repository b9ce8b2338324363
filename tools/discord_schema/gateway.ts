// The two unions that JSON Schema is made from: what a bot receives, and what it may send.
import type { GatewayReceivePayload, GatewaySendPayload } from 'discord-api-types/v10';

export type Receive = GatewayReceivePayload;
export type Send = GatewaySendPayload;
