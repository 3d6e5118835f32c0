/** What an enum of Graph takes beside one of the members that Microsoft's types know. */
export interface Wider {
    /** The members that the types know. */
    members: string;
    /** Those that they lack: exemptions. */
    lacking: string;
    /** Several at once, as payloads send them, if it is a flags enum. */
    several: string;
}

/** The members in a value such as `mdm,androidEnterprise`. */
type Split<Value extends string> = Value extends `${infer First},${infer Rest}` ? First | Split<Rest> : Value;

/** The values whose every part is a member. */
type Valid<Members extends string, Values extends string> = Values extends Values
    ? Split<Values> extends Members
        ? Values
        : never
    : never;

/** What else may be sent in place of a member of `Enum`: nothing, unless it is one of the wider enums. */
type More<Enum extends string, Enums extends Wider> = [Enum] extends [never]
    ? never
    : Enums extends Enums
      ? [Enum, Enums["members"]] extends [Enums["members"], Enum]
          ? Enums["lacking"] | Valid<Enums["members"] | Enums["lacking"], Enums["several"]>
          : never
      : never;

type Inside<Type, Enums extends Wider> = Type extends string | number | boolean | null | undefined
    ? Type
    : Type extends (infer Item)[]
      ? Sent<Item, Enums>[]
      : { [Property in keyof Type]: Sent<Type[Property], Enums> };

/**
 * A type of Graph as it is sent. Microsoft's types write a flags enum as if it had one member at a time, where Graph takes several,
 * joined by commas, and they lack a few members; everything else is as they say.
 */
export type Sent<Type, Enums extends Wider> = Inside<Type, Enums> | More<Extract<Type, string>, Enums>;
