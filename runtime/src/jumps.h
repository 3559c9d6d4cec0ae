/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
 *
 * What nobody may jump over: see abi.h, struct drust_open.
 */
#ifndef DRUSTI_JUMPS_H
#define DRUSTI_JUMPS_H

/* The calling thread runs nothing of the program: ends the job if a call of its
 * functions was jumped over. */
void drusti_jumps_check_none(void);

#endif
