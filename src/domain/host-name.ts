/**
 * Characters that mean something in a host pattern cannot be part of a name, nor what a shell would run when a command
 * with the name in it is copied, nor what a terminal does not show as a character.
 */
export const NAME = /^[^\s,[\]!&*?~@:(){}'"\\|<>$`;\p{Cc}\p{Cf}\p{Cs}]+$/u;
const IPV6 = /^[0-9a-fA-F:.]+(?:%\w+)?$/;

export const isGroupName = (name: string): boolean => NAME.test(name);

export const isHostName = (name: string): boolean => NAME.test(name) || (IPV6.test(name) && name.split(':').length > 2);
