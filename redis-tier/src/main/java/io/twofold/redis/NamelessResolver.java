package io.twofold.redis;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.util.DefaultClassResolver;

/** Knows classes by the numbers under which they were registered; a name in the bytes is never looked up. */
final class NamelessResolver extends DefaultClassResolver {
    @Override
    protected Registration readName(Input input) {
        throw new KryoException("a class by name, where only registered classes are allowed");
    }
}
