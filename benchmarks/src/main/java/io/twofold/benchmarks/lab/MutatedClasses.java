package io.twofold.benchmarks.lab;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Twofold once more, beside the one that is loaded, with some mutations; what it is built upon is shared. */
final class MutatedClasses extends ClassLoader {
    private final Map<String, byte[]> mutated = new HashMap<>();

    /** @throws IllegalStateException if there is nothing of the kind to be mutated */
    MutatedClasses(List<Mutation> mutations) {
        super(MutatedClasses.class.getClassLoader());
        for (Mutation mutation : mutations) {
            String name = mutation.className();
            byte[] before = mutated.containsKey(name) ? mutated.get(name) : bytes(name);
            mutated.put(name, apply(mutation, before));
        }
    }

    private static byte[] apply(Mutation mutation, byte @Nullable [] bytes) {
        AtomicBoolean applied = new AtomicBoolean();
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public @Nullable MethodVisitor visitMethod(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            String @Nullable [] exceptions) {
                        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                        return mutation.visitor(name, descriptor, next, () -> applied.set(true));
                    }
                },
                0);
        if (!applied.get()) {
            throw new IllegalStateException("there is nothing like that to be mutated: " + mutation);
        }
        return writer.toByteArray();
    }

    private static byte[] bytes(String name) {
        String resource = name.replace('.', '/') + ".class";
        try (InputStream in = MutatedClasses.class.getClassLoader().getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("there is no class " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("class " + name + " can't be read", e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("io.twofold.")) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                byte[] bytes = mutated.containsKey(name) ? mutated.get(name) : bytes(name);
                loaded = defineClass(name, bytes, 0, bytes.length);
            }
            return loaded;
        }
    }
}
