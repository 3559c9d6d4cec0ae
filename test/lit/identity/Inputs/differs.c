/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 * Compiles differently as soon as the plugin is loaded. */
int plugin_is_loaded(void)
{
#if __has_attribute(drust_owned)
    return 1;
#else
    return 0;
#endif
}
