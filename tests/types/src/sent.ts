/** A flags enum of Graph, and the values of several members at once that payloads send for it. */
export interface Joined {
    members: string;
    values: string;
}

/** The members in a value such as `mdm,androidEnterprise`. */
type Split<Value extends string> = Value extends `${infer First},${infer Rest}` ? First | Split<Rest> : Value;

/** The values whose every part is a member. */
type Valid<Members extends string, Values extends string> = Values extends Values
    ? Split<Values> extends Members
        ? Values
        : never
    : never;

/** What else may be sent in place of one member of `Enum`: nothing, unless it is one of the flags enums. */
type Several<Enum extends string, Flags extends Joined> = [Enum] extends [never]
    ? never
    : Flags extends Flags
      ? [Enum, Flags["members"]] extends [Flags["members"], Enum]
          ? Valid<Flags["members"], Flags["values"]>
          : never
      : never;

type Inside<Type, Flags extends Joined> = Type extends string | number | boolean | null | undefined
    ? Type
    : Type extends (infer Item)[]
      ? Sent<Item, Flags>[]
      : { [Property in keyof Type]: Sent<Type[Property], Flags> };

/**
 * A type of Graph as it is sent. Microsoft's types write a flags enum as if it had one member at a time, where Graph takes several,
 * joined by commas; everything else is as they say.
 */
export type Sent<Type, Flags extends Joined> = Inside<Type, Flags> | Several<Extract<Type, string>, Flags>;
