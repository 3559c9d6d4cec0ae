// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "Count.h"
#include "Attrs.h"
#include "Contract.h"
#include "Diagnostics.h"

#include "clang/Basic/OperatorPrecedence.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Sema/Sema.h"
#include "llvm/ADT/StringSwitch.h"

using namespace clang;

namespace drust {

bool isCounted(const ParmVarDecl *P) { return !explicitKinds(P).Count.empty(); }

static const FunctionDecl *functionOf(const ParmVarDecl *P) {
  return dyn_cast<FunctionDecl>(P->getDeclContext());
}

// The parameter that Name is; -1 if it is none.
static int parameterIndex(const FunctionDecl *F, StringRef Name) {
  unsigned Index = 0;
  if (StringRef Number = Name;
      Number.consume_front("$") && !Number.getAsInteger(10, Index))
    return F && Index < F->getNumParams() ? static_cast<int>(Index) : -1;
  for (unsigned I = 0; F && I < F->getNumParams(); ++I)
    if (F->getParamDecl(I)->getName() == Name)
      return static_cast<int>(I);
  return -1;
}

//===-- The text ----------------------------------------------------------===//

// The text with each parameter as Name says it. Spaces are those that are
// written, or else one between any two tokens.
static std::string rename(const ParmVarDecl *P, bool AsWritten,
                          llvm::function_ref<std::string(unsigned)> Name) {
  const FunctionDecl *F = functionOf(P);
  std::string Text = explicitKinds(P).Count, Result;
  Lexer Lex(SourceLocation(), P->getASTContext().getLangOpts(), Text.data(),
            Text.data(), Text.data() + Text.size());
  Token Tok;
  bool Member = false;
  while (Lex.LexFromRawLexer(Tok), Tok.isNot(tok::eof)) {
    StringRef Spelling(Lex.getBufferLocation() - Tok.getLength(),
                       Tok.getLength());
    int I = Tok.is(tok::raw_identifier) && !Member ? parameterIndex(F, Spelling)
                                                   : -1;
    if (!Result.empty() && (!AsWritten || Tok.hasLeadingSpace()))
      Result += " ";
    Result += I < 0 ? Spelling.str() : Name(static_cast<unsigned>(I));
    Member = Tok.is(tok::period); // what follows is a field, no parameter
  }
  return Result;
}

static std::string settled(unsigned I) { return "$" + std::to_string(I); }

std::string countText(const ParmVarDecl *P) {
  return rename(P, false, settled);
}

std::string countAsWritten(const ParmVarDecl *P) {
  return rename(P, true, [&](unsigned I) {
    return functionOf(P)->getParamDecl(I)->getNameAsString();
  });
}

//===-- The parser --------------------------------------------------------===//

namespace {

// Conditional and binary operators over numbers, enumerators, parameters and
// their members, sizeof of a type, casts to one. Each function leaves Tok at
// the token behind what it read and returns null after a failure.
class CountParser {
public:
  CountParser(const ParmVarDecl *P, const std::string &Text, Sema &S,
              llvm::function_ref<ValueDecl *(unsigned)> Place)
      : F(functionOf(P)), S(S), C(S.Context), Where(countLocation(P)),
        Place(Place), Lex(SourceLocation(), S.getLangOpts(), Text.data(),
                          Text.data(), Text.data() + Text.size()) {}

  Expr *parse();
  std::string Problem; ///< after a failure

private:
  const FunctionDecl *F;
  Sema &S;
  ASTContext &C;
  SourceLocation Where;
  llvm::function_ref<ValueDecl *(unsigned)> Place;
  Lexer Lex;
  Token Tok;

  void next() { Lex.LexFromRawLexer(Tok); }
  Expr *fail(const Twine &Why) {
    if (Problem.empty())
      Problem = Why.str();
    return nullptr;
  }
  Expr *made(ExprResult E) {
    return E.isInvalid() ? fail("its operands do not fit") : E.get();
  }
  bool expect(tok::TokenKind K) {
    if (Tok.isNot(K)) {
      fail(Twine("'") + tok::getPunctuatorSpelling(K) + "' is missing");
      return false;
    }
    next();
    return true;
  }
  StringRef word() const {
    return Tok.is(tok::raw_identifier) ? Tok.getRawIdentifier() : StringRef();
  }

  Expr *conditional();
  Expr *binary(int Least);
  Expr *unary();
  Expr *primary();
  Expr *literal();
  Expr *named(StringRef Name);
  Expr *members(Expr *Base);
  template <class D> D *find(StringRef Name);
  QualType typeName();
  QualType builtinType();
};

} // namespace

template <class D> D *CountParser::find(StringRef Name) {
  for (NamedDecl *Found :
       C.getTranslationUnitDecl()->lookup(&C.Idents.get(Name)))
    if (auto *Result = dyn_cast<D>(Found))
      return Result;
  return nullptr;
}

// "unsigned long" and its like, in any order; null if there is none here.
QualType CountParser::builtinType() {
  unsigned Long = 0;
  bool Any = false, Unsigned = false, Short = false, Char = false,
       Signed = false;
  for (;; next()) {
    StringRef W = word();
    if (W == "unsigned")
      Unsigned = true;
    else if (W == "signed")
      Signed = true;
    else if (W == "long")
      ++Long;
    else if (W == "short")
      Short = true;
    else if (W == "char")
      Char = true;
    else if (W != "int")
      break;
    Any = true;
  }
  if (!Any)
    return {};
  if (Char)
    return Unsigned ? C.UnsignedCharTy : Signed ? C.SignedCharTy : C.CharTy;
  if (Short)
    return Unsigned ? C.UnsignedShortTy : C.ShortTy;
  if (Long > 1)
    return Unsigned ? C.UnsignedLongLongTy : C.LongLongTy;
  if (Long)
    return Unsigned ? C.UnsignedLongTy : C.LongTy;
  return Unsigned ? C.UnsignedIntTy : C.IntTy;
}

// A type, if one stands here; nothing is read if there is none.
QualType CountParser::typeName() {
  QualType T;
  StringRef W = word();
  if (W == "double" || W == "float") {
    T = W == "double" ? C.DoubleTy : C.FloatTy;
    next();
  } else if (W == "struct" || W == "union" || W == "enum") {
    next();
    if (auto *Tag = find<TagDecl>(word())) {
      T = C.getTagDeclType(Tag);
      next();
    }
  } else if (T = builtinType(); T.isNull()) {
    auto *D = W.empty() || parameterIndex(F, W) >= 0 ? nullptr
                                                     : find<TypedefNameDecl>(W);
    if (!D)
      return {};
    T = C.getTypedefType(D);
    next();
  }
  for (; !T.isNull() && Tok.is(tok::star); next())
    T = C.getPointerType(T);
  return T;
}

Expr *CountParser::literal() {
  Token Literal = Tok;
  std::string Spelling(Tok.getLiteralData(), Tok.getLength());
  S.PP.CreateString(Spelling, Literal, Where, Where);
  bool Number = Tok.is(tok::numeric_constant);
  next();
  return made(Number ? S.ActOnNumericConstant(Literal)
                     : S.ActOnCharacterConstant(Literal));
}

Expr *CountParser::named(StringRef Name) {
  if (int I = parameterIndex(F, Name); I >= 0) {
    const ParmVarDecl *P = F->getParamDecl(static_cast<unsigned>(I));
    if (P->getType()->isPointerType())
      return fail("what '" + P->getName() +
                  "' points to is not read when a thread is started");
    ValueDecl *D = Place(static_cast<unsigned>(I));
    return DeclRefExpr::Create(C, {}, {}, D, false, Where,
                               P->getType().getUnqualifiedType(), VK_LValue);
  }
  if (auto *E = find<EnumConstantDecl>(Name))
    return DeclRefExpr::Create(C, {}, {}, E, false, Where, E->getType(),
                               VK_PRValue);
  return fail("'" + Name + "' is no parameter and no constant");
}

Expr *CountParser::members(Expr *Base) {
  while (Base && Tok.is(tok::period)) {
    next();
    FieldDecl *Found = nullptr;
    if (const auto *R = Base->getType()->getAs<RecordType>())
      for (FieldDecl *Field : R->getDecl()->fields())
        if (!word().empty() && Field->getName() == word())
          Found = Field;
    if (!Found)
      return fail("'" + word() + "' is no field");
    Base = MemberExpr::CreateImplicit(
        C, Base, false, Found, Found->getType(), VK_LValue,
        Found->isBitField() ? OK_BitField : OK_Ordinary);
    next();
  }
  return Base;
}

Expr *CountParser::primary() {
  if (Tok.isOneOf(tok::numeric_constant, tok::char_constant))
    return literal();
  if (Tok.is(tok::l_paren)) {
    next();
    if (QualType T = typeName(); !T.isNull()) {
      if (!expect(tok::r_paren))
        return nullptr;
      Expr *E = unary();
      return E ? made(S.BuildCStyleCastExpr(
                     Where, C.getTrivialTypeSourceInfo(T, Where), Where, E))
               : nullptr;
    }
    Expr *E = conditional();
    return E && expect(tok::r_paren)
               ? members(made(S.ActOnParenExpr(Where, Where, E)))
               : nullptr;
  }
  StringRef Name = word();
  if (Name.empty())
    return fail(Tok.is(tok::eof) ? "an operand is missing"
                                 : "it is more than an expression over the "
                                   "parameters and constants");
  next();
  if (Name != "sizeof")
    return members(named(Name));
  if (!expect(tok::l_paren))
    return nullptr;
  QualType T = typeName();
  if (T.isNull())
    return fail("'sizeof' takes a type here");
  if (!expect(tok::r_paren))
    return nullptr;
  return made(
      S.CreateUnaryExprOrTypeTraitExpr(C.getTrivialTypeSourceInfo(T, Where),
                                       Where, UETT_SizeOf, SourceRange(Where)));
}

Expr *CountParser::unary() {
  if (!Tok.isOneOf(tok::plus, tok::minus, tok::tilde, tok::exclaim))
    return primary();
  tok::TokenKind K = Tok.getKind();
  next();
  Expr *E = unary();
  return E ? made(S.ActOnUnaryOp(nullptr, Where, K, E)) : nullptr;
}

// Operators that bind at least as much as Least.
Expr *CountParser::binary(int Least) {
  Expr *E = unary();
  while (E) {
    tok::TokenKind K = Tok.getKind();
    int Level = getBinOpPrecedence(K, true, false);
    if (Level < Least)
      return E;
    next();
    Expr *Right = binary(Level + 1);
    E = Right ? made(S.ActOnBinOp(nullptr, Where, K, E, Right)) : nullptr;
  }
  return nullptr;
}

Expr *CountParser::conditional() {
  Expr *E = binary(prec::LogicalOr);
  if (!E || Tok.isNot(tok::question))
    return E;
  next();
  Expr *Then = conditional();
  if (!Then || !expect(tok::colon))
    return nullptr;
  Expr *Else = conditional();
  return Else ? made(S.ActOnConditionalOp(Where, Where, E, Then, Else))
              : nullptr;
}

Expr *CountParser::parse() {
  next();
  Expr *E = conditional();
  if (!E)
    return nullptr;
  if (Tok.isNot(tok::eof))
    return fail("it is more than an expression over the parameters and "
                "constants");
  E = made(S.UsualUnaryConversions(E));
  if (E && (!E->getType()->isIntegralOrEnumerationType() ||
            C.getTypeSize(E->getType()) > 64))
    return fail("it is no integer");
  return E;
}

//===-- Declarations ------------------------------------------------------===//

// Null if it is not understood; Problem says why then. Clang's own messages
// would speak of a text that stands nowhere.
static Expr *parse(const ParmVarDecl *P, Sema &S,
                   llvm::function_ref<ValueDecl *(unsigned)> Place,
                   std::string &Problem) {
  DiagnosticsEngine &Engine = S.getDiagnostics();
  bool Before = Engine.getSuppressAllDiagnostics();
  Engine.setSuppressAllDiagnostics(true);
  std::string Text = explicitKinds(P).Count;
  CountParser Parser(P, Text, S, Place);
  Expr *E = Parser.parse();
  Engine.setSuppressAllDiagnostics(Before);
  Problem = Parser.Problem;
  return E;
}

Expr *countValue(const ParmVarDecl *P, Sema &S,
                 llvm::function_ref<ValueDecl *(unsigned)> Place) {
  std::string Problem;
  return parse(P, S, Place, Problem);
}

// Checks one; reports and returns false if it has no meaning.
static bool settleCount(FunctionDecl *F, ParmVarDecl *P, Sema &S,
                        Diagnostics &Diag) {
  if (!isBorrow(declKind(P))) {
    Diag.report(diag::count_misplaced, countLocation(P));
    return false;
  }
  std::string Problem;
  Expr *E =
      parse(P, S, [&](unsigned I) { return F->getParamDecl(I); }, Problem);
  QualType Element = P->getType()->getPointeeType();
  if (E && (Element->isIncompleteType() || !Element->isConstantSizeType() ||
            flexibleMember(Element))) {
    Problem = "what it points to has no constant size";
    E = nullptr;
  }
  if (!E) {
    Diag.report(diag::count_unknown, countLocation(P))
        << countAsWritten(P) << P << Problem;
    return false;
  }
  setCount(S.Context, P, rename(P, true, settled));
  return true;
}

bool settleCounts(FunctionDecl *F, Sema &S, Diagnostics &Diag) {
  bool Good = true;
  for (ParmVarDecl *P : F->parameters())
    if (isCounted(P))
      Good &= settleCount(F, P, S, Diag);
  return Good;
}

const ParmVarDecl *countInPointer(const Decl *D) {
  const auto *F = dyn_cast<FunctionDecl>(D);
  for (const ParmVarDecl *P :
       (F ? resultContract(F) : contractOf(D)).Parameters)
    if (P && isCounted(P))
      return P;
    else if (const ParmVarDecl *Inner = P ? countInPointer(P) : nullptr)
      return Inner;
  for (unsigned I = 0; F && I < F->getNumParams(); ++I)
    if (const ParmVarDecl *P = countInPointer(F->getParamDecl(I)))
      return P;
  return nullptr;
}

} // namespace drust
