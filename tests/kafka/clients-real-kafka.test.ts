import { tryClientsAgainst } from './clients-against.ts';

tryClientsAgainst('real');
