/** Names stand in subjects and logs, so they have neither line breaks nor much length. */
const NAME = /^[a-z][a-z0-9-]{0,62}$/;

/** Whether a text can be the name of a host or of a caller. */
export const isHostName = (text: string): boolean => NAME.test(text);
